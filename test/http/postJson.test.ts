import { afterEach, beforeEach, expect, test } from 'vitest';
import { postJson } from '../../src/http/postJson.js';
import { PermanentHttpError, TransientHttpError } from '../../src/model/errors.js';
import { type WebhookServer, startWebhook } from '../site/webhookServer.js';

const TOKEN = 'tok-en_S3cr3t';

let webhook: WebhookServer;
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(() => webhook.close());

const post = (url: string, timeoutMs = 30_000, signal = new AbortController().signal) =>
  postJson(new URL(url), { text: 'é' }, { timeoutMs, signal, userAgent: 'romflow' });

const secret = () => `${webhook.origin}/hooks/${TOKEN}?wait=${TOKEN}`;

async function failure(posting: Promise<void>): Promise<unknown> {
  return posting.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
}

test.each([200, 201, 204, 299])('succeeds with %i', async (status) => {
  webhook.answer({ status });
  await post(secret());
  expect(webhook.posted).toEqual([
    { method: 'POST', path: `/hooks/${TOKEN}?wait=${TOKEN}`, contentType: 'application/json', body: { text: 'é' } },
  ]);
});

test.each([400, 401, 404, 429, 500, 503])('fails with %i, at once and without revealing the URL', async (status) => {
  webhook.answer({ status });
  const error = await failure(post(secret()));
  expect(error).toBeInstanceOf(PermanentHttpError);
  expect(String(error)).toContain(`${new URL(webhook.origin).host}: it answered ${status}.`);
  expect(String(error)).not.toContain(TOKEN);
  expect(webhook.posted).toHaveLength(1);
});

test.each([300, 301, 302, 307, 308, 399])('does not follow a redirect: %i', async (status) => {
  const elsewhere = await startWebhook();
  webhook.answer({ status, location: `${elsewhere.origin}/${TOKEN}` });
  const error = await failure(post(secret()));
  webhook.answer({ status, location: `/again/${TOKEN}` });
  const again = await failure(post(secret()));
  expect([...webhook.posted, ...elsewhere.posted]).toHaveLength(2);
  for (const one of [error, again]) {
    expect(one).toBeInstanceOf(PermanentHttpError);
    expect(String(one)).toMatch(new RegExp(`its redirect is not followed \\(${status}\\)\\.$`));
    expect(String(one)).not.toContain(TOKEN);
  }
  await elsewhere.close();
});

test('keeps no connection to a response that does not end, which would keep the run from ending', async () => {
  webhook.answer('endless');
  await post(secret());
  await expect.poll(webhook.connections).toBe(0);
});

test('waits no longer than it may', async () => {
  webhook.answer('silence');
  const error = await failure(post(secret(), 200));
  expect(error).toBeInstanceOf(TransientHttpError);
  expect(String(error)).toContain('no complete answer within 0.2 s');
  expect(String(error)).not.toContain(TOKEN);
});

test('says that the connection was cut or refused', async () => {
  webhook.answer('cut');
  const cut = await failure(post(secret()));
  const address = secret();
  await webhook.close();
  const refused = await failure(post(address));
  expect(String(refused)).toContain('the connection was refused');
  for (const error of [cut, refused]) {
    expect(error).toBeInstanceOf(TransientHttpError);
    expect(String(error)).not.toContain(TOKEN);
  }
});

test.each(['http://example.org/', 'ftp://example.org/', `https://me:${TOKEN}@example.org/`])(
  'makes no request to %s',
  async (url) => {
    const error = await failure(post(url));
    expect(error).toBeInstanceOf(PermanentHttpError);
    expect(String(error)).not.toContain(TOKEN);
  },
);

test('stops when it is aborted', async () => {
  const stopped = new AbortController();
  stopped.abort(new Error('enough'));
  await expect(post(secret(), 30_000, stopped.signal)).rejects.toThrow('enough');
  expect(webhook.posted).toEqual([]);
});
