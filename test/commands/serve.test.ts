import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type Built, serve } from '../../src/commands/serve.js';
import { loadSettings } from '../../src/config/settings.js';
import { UsageError } from '../../src/model/errors.js';
import { newFolder } from '../archive/archiveFolder.js';
import { written } from '../written.js';
import { fakeHost } from './fakeHost.js';

function place() {
  const folder = newFolder();
  mkdirSync(join(folder, 'web'));
  writeFileSync(join(folder, 'web', 'index.html'), '<!doctype html>');
  const built: Built = { web: join(folder, 'web'), program: join(folder, 'cli.js') };
  const start = (
    flags: Readonly<Record<string, unknown>> = {},
    env: Readonly<Record<string, string>> = {},
    on = built,
  ) => {
    const ending = new AbortController();
    const stderr = new PassThrough();
    const { host, out } = fakeHost({
      cwd: folder,
      env: { XDG_STATE_HOME: folder, ...env },
      signal: ending.signal,
      stderr,
    });
    const settings = () => loadSettings({ flags: {}, env: host.env, cwd: folder, ...pick(flags) });
    const ended = serve({ ...host, args: [], flags, settings }, on);
    return {
      ended,
      out,
      err: () => written(stderr),
      end: () => {
        ending.abort();
      },
      signal: ending.signal,
    };
  };
  return { folder, built, start };
}

const pick = ({ archive }: Readonly<Record<string, unknown>>) => (archive === undefined ? {} : { flags: { archive } });

/** Waits for the line with the address. */
async function address(out: () => string): Promise<string> {
  let text = '';
  while (!text.includes('\n')) {
    await new Promise((resolve) => setImmediate(resolve));
    text += out();
  }
  return /http:\S+/.exec(text)?.[0] ?? '';
}

describe('what cannot be served is reported in one sentence, with code 2', () => {
  test.each([
    [{ port: '65536' }, /--port must be a number from 0 to 65535/],
    [{ port: 'http' }, /--port must be/],
    [{ port: '' }, /--port must be/],
    [{ host: 'a b' }, /--host must be/],
    [{ port: '0', host: '192.0.2.1' }, /--host 192\.0\.2\.1 is not an address of this machine/],
    [{ archive: 'nowhere' }, /There is no folder .*nowhere; name the archive's folder with --archive\./],
  ])('%o', async (flags, message) => {
    const { ended } = place().start(flags);
    await expect(ended).rejects.toThrow(UsageError);
    await expect(ended).rejects.toThrow(message);
  });

  test('web pages that were not built', async () => {
    const { start, folder, built } = place();
    await expect(start({ port: '0' }, {}, { ...built, web: join(folder, 'none') }).ended).rejects.toThrow(
      /pages are missing .*npm run build/,
    );
  });

  test('a token that is easy to guess', async () => {
    await expect(place().start({ allowControl: true }, { ROMFLOW_TOKEN: 'short' }).ended).rejects.toThrow(
      /ROMFLOW_TOKEN must be 22 to 256/,
    );
  });
});

test('without --allow-control there is no token, and nothing can be changed', async () => {
  const { ended, out, err, end } = place().start({ port: '0' });
  const url = await address(out);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const answer = await fetch(`${url}api/failures/retry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(403);
  expect((await fetch(`${url}api/summary`)).status).toBe(200);
  end();
  expect(await ended).toBe(0);
  expect(err()).toBe('');
  await expect(fetch(url)).rejects.toThrow();
});

test('with --allow-control, a new token is printed once, on standard error, and permits changes', async () => {
  const { start } = place();
  // As from a script that passes on a variable that is not set.
  const { ended, out, err, end } = start({ port: '0', allowControl: true }, { ROMFLOW_TOKEN: '' });
  const url = await address(out);
  const [, token = ''] = /#token=([\w-]{43})\n$/.exec(err()) ?? [];
  const answer = await fetch(`${url}api/failures/retry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  expect([answer.status, await answer.json()]).toEqual([200, { retried: 0 }]);
  end();
  expect(await ended).toBe(0);
});

test('a token that was given is not printed', async () => {
  const token = 'my-own-token-which-is-a-secret';
  const { ended, out, err, end } = place().start({ port: '0', allowControl: true }, { ROMFLOW_TOKEN: token });
  const url = await address(out);
  const session = await fetch(`${url}api/session`, { headers: { authorization: `Bearer ${token}` } });
  expect(await session.json()).toMatchObject({ control: true, authorized: true });
  end();
  await ended;
  expect(err()).toBe('');
});

test('warns when others can connect, and prints an address that works on this machine', async () => {
  const { ended, out, err, end } = place().start({ port: '0', host: '0.0.0.0', allowControl: true });
  const url = await address(out);
  expect((await fetch(`${url}api/session`)).status).toBe(200);
  expect(err()).toMatch(/romflow: --host 0\.0\.0\.0 lets every machine .* view the archive; only the token protects/);
  end();
  await ended;
});
