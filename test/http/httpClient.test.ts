import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHttpClient, type GetOptions, type HttpAnswer, type StatusAnswer } from '../../src/http/httpClient.js';
import { PermanentHttpError, RateLimitedError, TransientHttpError } from '../../src/model/errors.js';
import { type FaultServer, refusedUrl, startFaultServer } from '../site/faultServer.js';

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const client = createHttpClient({ userAgent: 'romflow/test (+https://example.org)', now: () => NOW });

let server: FaultServer;
let other: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
  other = await startFaultServer();
});
afterAll(async () => {
  await server.close();
  await other.close();
});

async function get(url: URL, options: Partial<GetOptions> = {}): Promise<HttpAnswer> {
  const signal = new AbortController().signal;
  const answer = await client.get(url, { maxBytes: MIB, timeoutMs: 30_000, signal, ...options });
  return 'movedTo' in answer ? expect.fail('it leads to another host') : answer;
}

/** The error that a request ends with. */
async function failure(url: URL, options: Partial<GetOptions> = {}): Promise<unknown> {
  return get(url, options).then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
}

describe('an answer', () => {
  test('comes with its bytes, final URL and the headers that matter', async () => {
    const answer = await get(server.url('/ok#part'));
    expect(answer).toEqual({
      status: 200,
      url: server.url('/ok'),
      bytes: Buffer.from('all is well'),
      contentType: 'text/plain',
      etag: '"e1"',
      lastModified: 'Sun, 06 Nov 1994 08:49:37 GMT',
    });
  });

  test.each(['/gzip', '/until-close', '/hops?left=3', '/redirect?code=301&to=/ok', '/redirect?code=308&to=ok'])(
    'from %s is read completely',
    async (path) => {
      expect((await get(server.url(path))).bytes.toString()).toBe('all is well');
    },
  );

  test.each(['utf-8', 'none', 'Binary', 'identity', 'identity, gzip', 'GZIP', 'x-gzip, utf-8', ',', ''])(
    'is read completely if its Content-Encoding is "%s"',
    async (encoding) => {
      expect((await get(server.url(`/said?encoding=${encoding}`))).bytes.toString()).toBe('all is well');
    },
  );

  test.each(['/ok?name=Mário', '/ok?name=M%C3%A1rio'])('is found when a redirect says %s in UTF-8', async (to) => {
    const { url } = await get(server.url(`/redirect?to=${encodeURIComponent(to)}`));
    expect(url.href).toBe(server.url('/ok?name=M%C3%A1rio').href);
  });

  test('may be empty', async () => {
    expect((await get(server.url('/empty'))).bytes).toHaveLength(0);
  });

  test('may be exactly as large as allowed, in however small pieces', async () => {
    expect((await get(server.url('/crumbs?bytes=200000'), { maxBytes: 200_000 })).bytes).toEqual(
      Buffer.alloc(200_000, 'x'),
    );
  });

  test('is requested with an honest User-Agent and nothing from an earlier hop', async () => {
    server.requests.length = 0;
    await get(server.url('/hops?left=1'));
    expect(server.requests.map(({ path }) => path)).toEqual(['/hops?left=1', '/ok']);
    for (const { headers } of server.requests) {
      expect(headers).toMatchObject({
        'user-agent': 'romflow/test (+https://example.org)',
        accept: '*/*',
      });
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent']);
    }
  });

  test('reports its progress', async () => {
    const seen: unknown[] = [];
    await get(server.url('/ok'), { onBytes: (received, total) => seen.push([received, total]) });
    await get(server.url('/until-close'), { onBytes: (received, total) => seen.push([received, total]) });
    expect(seen).toEqual([
      [11, 11],
      [11, null],
    ]);
  });
});

describe('transient errors', () => {
  test.each([
    ['/reset', 'was lost'],
    ['/reset-chunked', 'was lost'],
    ['/hangup', 'was lost'],
    ['/short', 'was lost'],
    ['/long', '4 were announced'],
    ['/chunks-cut', 'was lost'],
    ['/nonsense', 'connection failed'],
    ['/gzip-cut', 'gzip data is damaged'],
    ['/status?code=500', '(500)'],
    ['/status?code=502', '(502)'],
    ['/status?code=503', '(503)'],
    ['/status?code=503&retry-after=soon', '(503)'],
    ['/status?code=408', '(408)'],
  ])('%s may be retried', async (path, words) => {
    const error = await failure(server.url(path));
    expect(error).toBeInstanceOf(TransientHttpError);
    expect(error).toHaveProperty('message', expect.stringContaining(words));
    expect(error).toHaveProperty('message', expect.stringContaining(`GET ${server.url(path).href}: `));
  });

  test('a refused connection may be retried', async () => {
    const error = await failure(await refusedUrl());
    expect(error).toBeInstanceOf(TransientHttpError);
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/^GET http:\/\/127.0.0.1:\d+\/: the connection was refused\.$/),
    );
  });

  test('an unknown host name may be retried', async () => {
    expect(await failure(new URL('https://romflow.invalid/'))).toBeInstanceOf(TransientHttpError);
  });

  test.each(['/silent', '/stalled', '/endless'])('%s ends when its time is up', async (path) => {
    const error = await failure(server.url(path), { timeoutMs: 300, maxBytes: Number.MAX_SAFE_INTEGER });
    expect(error).toBeInstanceOf(TransientHttpError);
    expect(error).toHaveProperty('message', expect.stringContaining('no complete answer within 0.3 s'));
  });

  test.each(['/silent', '/stalled'])(
    '%s ends when nothing has come for long, however much time is left',
    async (path) => {
      const impatient = createHttpClient({ userAgent: 'romflow/test', stallMs: 300 });
      const options = { maxBytes: MIB, timeoutMs: 3_600_000, signal: new AbortController().signal };
      await expect(impatient.get(server.url(path), options)).rejects.toThrow(
        new TransientHttpError(`GET ${server.url(path).href}: nothing arrived for 0.3 s.`),
      );
    },
  );
});

describe('waiting as demanded', () => {
  test.each([
    ['429', '7', 7000],
    ['429', '0', 0],
    ['429', 'Thu, 01 Jan 2026 00:01:30 GMT', 90_000],
    ['429', 'when it suits', null],
    ['429', '-5', null],
    ['503', '2', 2000],
  ])('%s with Retry-After "%s" is a rate limit', async (code, header, retryAfterMs) => {
    const error = await failure(
      server.url(`/status?${new URLSearchParams({ code, 'retry-after': header }).toString()}`),
    );
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ status: Number(code), retryAfterMs });
  });

  test.each([
    ['a minute from then by the site’s clock', 'Thu, 05 Mar 2026 10:00:00 GMT', 60_000],
    ['by ours where the site does not tell its time', null, DAY_MS],
    ['by ours where what it tells is no time', 'today', DAY_MS],
  ])('a date counts %s', async (_, date, retryAfterMs) => {
    const words = { code: '429', 'retry-after': 'Thu, 05 Mar 2026 10:01:00 GMT', ...(date !== null && { date }) };
    const url = server.url(`/status?${new URLSearchParams(words).toString()}`);
    expect(await failure(url)).toMatchObject({ retryAfterMs });
    const onStatus = (answer: StatusAnswer): Error => new RateLimitedError('', answer.status, answer.retryAfterMs);
    expect(await failure(url, { onStatus })).toMatchObject({ retryAfterMs });
  });

  test('429 without Retry-After gives no time', async () => {
    expect(await failure(server.url('/status?code=429'))).toMatchObject({ retryAfterMs: null });
  });
});

describe('permanent errors', () => {
  test.each([
    ['/status?code=401', 'login'],
    ['/status?code=403', 'login or an age check'],
    ['/status?code=404', 'gone'],
    ['/status?code=410', 'gone'],
    ['/status?code=418', 'an unusable answer'],
    ['/status?code=204', 'an unusable answer'],
    ['/status?code=206', 'an unusable answer'],
    ['/redirect', 'names no usable target'],
    ['/redirect?to=http://[', 'names no usable target'],
    ['/redirect?to=file:///etc/passwd', 'neither http nor https'],
    ['/redirect?to=ftp://127.0.0.1/x', 'neither http nor https'],
    ['/redirect?to=data:text/plain,x', 'neither http nor https'],
    ['/redirect?to=http://10.0.0.1/', 'plain http'],
    ['/redirect?to=https://10.0.0.1/', 'not on the site'],
    ['/redirect?to=https://169.254.169.254/latest', 'not on the site'],
    ['/redirect?to=https://example.org/', 'not on the site'],
    ['/redirect?to=http://example.org/', 'plain http'],
    ['/redirect?to=http://localhost/', 'not on the site'],
    ['/redirect?to=//127.0.0.1:1/', 'not on the site'],
    ['/circle', 'circle'],
    ['/circle-back', 'circle'],
    ['/hops?left=4', 'one more than the 3 allowed'],
    ['/brotli', 'encoded as "br"'],
    ['/said?encoding=gzip, zstd', 'encoded as "gzip, zstd"'],
    ['/gzip-bomb', 'larger than the 1048576 bytes'],
    ['/announced?bytes=1048577', 'larger than'],
    ['/endless', 'larger than'],
  ])('%s', async (path, words) => {
    const error = await failure(server.url(path));
    expect(error).toHaveProperty('message', expect.stringContaining(words));
    expect(error).toBeInstanceOf(PermanentHttpError);
  });

  test('a redirect to another port, without a single request there', async () => {
    const error = await failure(server.url(`/redirect?to=${other.url('/ok').href}`));
    expect(error).toBeInstanceOf(PermanentHttpError);
    expect(other.requests).toEqual([]);
  });

  test('a redirect with credentials, which the message does not show', async () => {
    const to = server.url('/ok').href.replace('//', '//user:hunter2@');
    const error = await failure(server.url(`/redirect?${new URLSearchParams({ to }).toString()}`));
    expect(error).toHaveProperty('message', expect.stringContaining('user name or password'));
  });

  test.each(['ftp://127.0.0.1/x', 'http://example.org/', 'https://user@www.smwcentral.net/', 'https://elsewhere.org/'])(
    'the first request to %s',
    async (url) => {
      const site = new URL('https://www.smwcentral.net/');
      expect(await failure(new URL(url), { site })).toBeInstanceOf(PermanentHttpError);
    },
  );

  test('an announced length over the limit, before any of the body is read', async () => {
    const onBytes = vi.fn();
    await failure(server.url('/announced?bytes=99999999999'), { onBytes });
    expect(onBytes).not.toHaveBeenCalled();
  });
});

describe('the connection', () => {
  test.each(['/silent', '/stalled', '/endless'])('to %s is cut when the caller aborts', async (path) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    server.requests.length = 0;
    const ended = failure(server.url(path), { signal: controller.signal, maxBytes: Number.MAX_SAFE_INTEGER });
    await expect.poll(() => server.requests).toHaveLength(1);
    controller.abort(reason);
    expect(await ended).toBe(reason);
    await expect.poll(server.connections).toBe(0);
  });

  test('is not opened for a caller that has already aborted', async () => {
    server.requests.length = 0;
    await expect(get(server.url('/ok'), { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(server.requests).toEqual([]);
  });

  test.each([
    '/ok',
    '/kept',
    '/status?code=500',
    '/hops?left=4',
    '/announced?bytes=99999999999',
    '/endless',
    '/gzip-bomb',
  ])('to %s does not stay open', async (path) => {
    await get(server.url(path)).catch(() => undefined);
    await expect.poll(server.connections).toBe(0);
  });
});

describe('a caller that judges statuses itself', () => {
  const seen: StatusAnswer[] = [];
  const verdict = new Error('mine');
  const onStatus = (answer: StatusAnswer): Error => {
    seen.push(answer);
    return verdict;
  };
  beforeEach(() => {
    seen.length = 0;
  });

  test.each([
    ['/status?code=404', 404, null, 'trouble'],
    ['/status?code=204', 204, null, ''],
    ['/status?code=430&retry-after=7', 430, 7000, 'trouble'],
    ['/status?code=503&retry-after=soon', 503, null, 'trouble'],
    ['/status?code=431&pack=gzip', 431, null, 'trouble'],
    ['/status?code=431&pack=identity, gzip', 431, null, 'trouble'],
    ['/status?code=500&bytes=100000', 500, null, 'x'.repeat(4096)],
    ['/status?code=500&bytes=4000000&pack=gzip', 500, null, 'x'.repeat(4096)],
    ['/status?code=500&endless=1', 500, null, 'x'.repeat(4096)],
    ['/status?code=500&bytes=10&cut=1', 500, null, 'x'.repeat(10)],
    ['/status?code=500&bytes=10&pack=not', 500, null, ''],
  ])('%s', async (path, status, retryAfterMs, text) => {
    expect(await failure(server.url(path), { onStatus })).toBe(verdict);
    expect(seen).toEqual([{ status, retryAfterMs, text }]);
    await expect.poll(server.connections).toBe(0);
  });

  test('is not asked about a complete answer or a redirect', async () => {
    expect((await get(server.url('/hops?left=2'), { onStatus })).status).toBe(200);
    expect(await failure(server.url('/circle'), { onStatus })).toBeInstanceOf(PermanentHttpError);
    expect(seen).toEqual([]);
  });

  test('is not asked when time is up or the connection fails', async () => {
    const late = { onStatus, timeoutMs: 300 };
    expect(await failure(server.url('/status?code=500&stalled=1'), late)).toBeInstanceOf(TransientHttpError);
    expect(await failure(await refusedUrl(), { onStatus })).toBeInstanceOf(TransientHttpError);
  });
});

test('no message contains secrets from the URL', async () => {
  const url = server.url('/status?code=404&api_key=hunter2&password=hunter2&page=2');
  const error = await failure(url);
  expect(error).toHaveProperty('message', expect.stringContaining('api_key=REDACTED&password=REDACTED&page=2'));
  expect(error).toHaveProperty('message', expect.not.stringContaining('hunter2'));
});
