import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { BehaviorSubject, Subject, defer, finalize, firstValueFrom } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CurrentRun } from '../../src/dashboard/api/run.js';
import type { DashboardDeps } from '../../src/dashboard/app.js';
import { MAX_CLIENTS } from '../../src/dashboard/runEvents.js';
import { startDashboard } from '../../src/dashboard/server.js';
import { UsageError } from '../../src/model/errors.js';
import { NO_RUN, TOKEN, dashboardDeps, watching } from './place.js';

async function listening(overrides: Partial<DashboardDeps> = {}) {
  const deps = await dashboardDeps(overrides);
  const dashboard = await startDashboard({ host: '127.0.0.1', port: 0 }, deps);
  onTestFinished(() => dashboard.close());
  return { dashboard, deps, port: dashboard.port };
}

/** An answer to a path that is sent verbatim; `fetch` would normalize it. */
async function raw(port: number, path: string, headers: Record<string, string> = {}, body?: string) {
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    headers,
    method: body === undefined ? 'GET' : 'POST',
    agent: false,
  });
  asked.on('error', () => undefined);
  asked.end(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve);
    asked.once('error', reject);
  });
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
  return { status: answer.statusCode, text };
}

describe('over a socket', () => {
  test('serves pages and API to clients that name the server correctly', async () => {
    const { port, dashboard } = await listening();
    expect(dashboard.url).toBe(`http://127.0.0.1:${port}/`);
    expect((await raw(port, '/')).text).toBe('<!doctype html>');
    expect((await raw(port, '/api/session', { host: `localhost:${port}` })).status).toBe(200);
    const loud = { host: `LocalHost:${port}`, origin: `http://LocalHost:${port}` };
    expect((await raw(port, '/api/session', loud)).status).toBe(200);
    for (const host of ['evil.test', `evil.test:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`])
      expect([host, (await raw(port, '/api/session', { host })).status]).toEqual([host, 403]);
    expect((await raw(port, '/api/session', { origin: 'http://evil.test' })).status).toBe(403);
  });

  test('refuses a URL that names another host than the header', async () => {
    const { port } = await listening();
    expect((await raw(port, 'http://evil.test/api/session')).status).toBe(403);
    // Nor may it contain a user name: no Request can be made from such a URL, which would look like a bug of the
    // server.
    expect((await raw(port, `http://user:word@127.0.0.1:${port}/api/session`)).status).toBe(403);
  });

  test.each([
    '/..%2f..%2fpackage.json',
    '/../../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/..%5c..%5cpackage.json',
    '/assets//etc/passwd',
    '//etc/passwd',
    '/index.html%00.js',
    '/api/games/..%2f..%2fpackage.json',
    '/api/games/1%2f..%2f..',
  ])('no path reaches the disk: %s', async (path) => {
    const { port } = await listening();
    const { status, text } = await raw(port, path);
    expect(status === 404 || status === 400).toBe(true);
    expect(text).toMatch(/^\{"error":"[^"]+"\}$/);
  });

  test('refuses a body that is too long, whatever its declared length', async () => {
    const { port } = await listening();
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ order: 'x'.repeat(100_000) });
    expect((await raw(port, '/api/run/orders', { ...headers, 'transfer-encoding': 'chunked' }, body)).status).toBe(413);
    expect((await raw(port, '/api/run/orders', headers, body)).status).toBe(413);
  });

  test('refuses headers that are too long', async () => {
    const { port } = await listening();
    expect((await raw(port, '/api/session', { cookie: 'x'.repeat(20_000) })).status).toBe(431);
  });

  test('closes a connection that is not HTTP, and nothing else', async () => {
    const { port } = await listening();
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: -1\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect((await raw(port, '/api/session')).status).toBe(200);
  });
});

describe('the address to listen on', () => {
  test('is reported when the port is in use', async () => {
    const { port } = await listening();
    const again = startDashboard({ host: '127.0.0.1', port }, await dashboardDeps());
    await expect(again).rejects.toThrow(
      new UsageError(`Port ${port} is in use; choose another one with --port, or any free one with --port 0.`),
    );
  });

  test('is reported when the host is not this machine', async () => {
    const elsewhere = startDashboard({ host: '192.0.2.1', port: 0 }, await dashboardDeps());
    await expect(elsewhere).rejects.toThrow(/--host 192\.0\.2\.1 is not an address of this machine/);
  });
});

describe('events', () => {
  /** Reads events until the expected words have come, and closes the connection when told. */
  async function listen(port: number) {
    const asked = request({ host: '127.0.0.1', port, path: '/api/run/events', agent: false });
    asked.on('error', () => undefined);
    asked.end();
    const answer = await new Promise<IncomingMessage>((resolve) => asked.once('response', resolve));
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => (text += part));
    answer.on('error', () => undefined);
    return {
      status: answer.statusCode,
      type: answer.headers['content-type'],
      heard: async (words: string): Promise<string> => {
        while (!text.includes(words)) await once(answer, 'data');
        return text;
      },
      ended: new Promise((resolve) => answer.once('close', resolve)),
      close: () => {
        asked.destroy();
      },
    };
  }

  test('emits the run at once and on each change, and forgets clients that leave', async () => {
    const state$ = new BehaviorSubject<CurrentRun>(NO_RUN);
    let watchers = 0;
    const forgotten$ = new Subject<void>();
    const run$ = defer(() => {
      watchers += 1;
      return state$;
    }).pipe(
      finalize(() => {
        watchers -= 1;
        forgotten$.next();
      }),
    );
    const { port } = await listening({ watch: watching(run$) });
    const events = await listen(port);
    expect(events.type).toBe('text/event-stream');
    expect(await events.heard('"none"')).toMatch(/^event: run\ndata: \{"status":"none".*\}\nretry: \d+\n\n/);
    state$.next({ ...NO_RUN, status: 'ended' });
    await events.heard('"ended"');
    expect(watchers).toBe(1);
    const forgotten = firstValueFrom(forgotten$);
    events.close();
    await forgotten;
    expect(watchers).toBe(0);
  });

  test('serves a limited number of clients; a slot is free again once a client leaves', async () => {
    const { port } = await listening({ watch: watching(new BehaviorSubject(NO_RUN)) });
    const all = await Promise.all(Array.from({ length: MAX_CLIENTS }, () => listen(port)));
    await Promise.all(all.map(({ heard }) => heard('"none"')));
    const { status, text } = await raw(port, '/api/run/events');
    expect(status).toBe(503);
    expect(text).toContain('Too many');
    all[0]?.close();
    let after = await listen(port);
    while (after.status === 503) after = await listen(port);
    expect(after.status).toBe(200);
    for (const { close } of [...all, after]) close();
  });

  test('a HEAD request does not take a slot', async () => {
    const { port } = await listening({ watch: watching(new BehaviorSubject(NO_RUN)) });
    for (let asked = 0; asked <= MAX_CLIENTS; asked += 1) {
      const { status, headers } = await fetch(`http://127.0.0.1:${port}/api/run/events`, { method: 'HEAD' });
      expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    }
    const events = await listen(port);
    expect(events.status).toBe(200);
    events.close();
  });

  test('closing the server ends the streams, and the run that it started', async () => {
    let ended = 0;
    const deps = await dashboardDeps({ watch: watching(new BehaviorSubject(NO_RUN)) });
    const runs = { ...deps.runs, end: () => Promise.resolve(void (ended += 1)) };
    const dashboard = await startDashboard({ host: '127.0.0.1', port: 0 }, { ...deps, runs });
    const events = await listen(dashboard.port);
    await events.heard('"none"');
    await dashboard.close();
    await events.ended;
    expect(ended).toBe(1);
  });
});
