import { describe, expect, test } from 'vitest';
import { dashboardApp } from '../../../src/dashboard/app.js';
import { type AskOptions, HOST, TOKEN, ask, dashboardDeps } from '../place.js';

const app = async (token: string | null = TOKEN) => dashboardApp(await dashboardDeps({ token }));
const retry = (headers: AskOptions['headers']): AskOptions => ({ method: 'POST', headers: headers ?? {} });

describe('who may read', () => {
  test.each([
    ['evil.test'],
    ['evil.test:8642'],
    ['127.0.0.1'],
    ['127.0.0.1:1'],
    ['127.0.0.1:8642.evil.test'],
    ['localhost:8642@evil.test'],
    [''],
    [null],
  ])('a request to the host %s is refused', async (host) => {
    for (const path of ['/', '/api/summary', '/api/openapi.json']) {
      expect((await ask(await app(), path, { headers: { host } })).status).toBe(403);
    }
  });

  test.each([
    ['http://evil.test'],
    [`https://${HOST}`],
    [`http://${HOST}.evil.test`],
    ['http://localhost:8642'],
    ['null'],
  ])('a page from %s is refused, even with the token', async (origin) => {
    expect((await ask(await app(), '/api/summary', { headers: { origin } })).status).toBe(403);
    expect((await ask(await app(), '/api/failures/5/retry', retry({ origin }))).status).toBe(403);
  });

  test.each(['cross-site', 'same-site'])(
    'a request that the browser calls %s gets nothing of the API',
    async (site) => {
      expect((await ask(await app(), '/api/summary', { headers: { 'sec-fetch-site': site } })).status).toBe(403);
      expect((await ask(await app(), '/', { headers: { 'sec-fetch-site': site } })).status).toBe(200);
    },
  );

  test('its own pages are served', async () => {
    const headers = { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' };
    expect((await ask(await app(), '/api/summary', { headers })).status).toBe(200);
    expect((await ask(await app(), '/api/failures/5/retry', retry(headers))).status).toBe(200);
  });
});

describe('who may change something', () => {
  test.each([
    [null],
    [''],
    ['Bearer'],
    ['Bearer '],
    [`Bearer ${TOKEN.slice(0, -1)}`],
    [`Bearer ${TOKEN}${TOKEN}`],
    [`Basic ${TOKEN}`],
    [TOKEN],
  ])('a request with the authorization %s is refused', async (authorization) => {
    const asked = await ask(await app(), '/api/failures/5/retry', retry({ authorization }));
    expect(asked.status).toBe(401);
    expect(asked.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('everybody is refused where control is not allowed', async () => {
    for (const [method, path] of [
      ['POST', '/api/failures/5/retry'],
      ['POST', '/api/failures/retry'],
      ['POST', '/api/run'],
      ['POST', '/api/run/orders'],
      ['PUT', '/'],
      ['DELETE', '/api/games/1'],
      ['OPTIONS', '/api/run'],
    ] as const) {
      expect([path, (await ask(await app(null), path, { method, body: {} })).status]).toEqual([path, 403]);
    }
  });

  test('the scheme and content type may be in any case', async () => {
    const headers = { authorization: `bearer ${TOKEN}`, 'content-type': 'Application/JSON;charset=utf-8' };
    expect((await ask(await app(), '/api/failures/5/retry', retry(headers))).status).toBe(200);
  });

  test('requests must be JSON, which no form of another site can send', async () => {
    for (const type of [null, 'text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json']) {
      expect((await ask(await app(), '/api/failures/5/retry', retry({ 'content-type': type }))).status).toBe(415);
    }
  });
});

test('every response, of whatever kind, has the security headers', async () => {
  const served = await app();
  const paths = ['/', '/api/summary', '/api/games/x', '/nowhere'];
  expect((await ask(served, '/api/summary')).headers.get('cache-control')).toBe('no-store');
  for (const { headers } of await Promise.all([
    ...paths.map((path) => ask(served, path)),
    ask(served, '/', { headers: { host: 'evil.test' } }),
    ask(served, '/api/run', { method: 'POST', headers: { authorization: null } }),
  ])) {
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});
