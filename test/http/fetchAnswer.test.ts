import { defer, firstValueFrom, lastValueFrom, tap } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TurnOf, fetchAnswer } from '../../src/http/fetchAnswer.js';
import { createHttpClient, type HttpClient } from '../../src/http/httpClient.js';
import { TransientHttpError } from '../../src/model/errors.js';
import { type FaultServer, startFaultServer } from '../site/faultServer.js';

const client = createHttpClient({ userAgent: 'romflow/test' });
const limits = { maxBytes: 1000, timeoutMs: 30_000 };

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

test('makes no request before subscription, and one per subscription', async () => {
  server.requests.length = 0;
  const answer$ = fetchAnswer(server.url('/ok'), () => limits, client);
  expect(server.requests).toHaveLength(0);
  expect((await lastValueFrom(answer$)).bytes.toString()).toBe('all is well');
  await lastValueFrom(answer$);
  expect(server.requests).toHaveLength(2);
});

test('errors when the request fails', async () => {
  await expect(firstValueFrom(fetchAnswer(server.url('/short'), () => limits, client))).rejects.toBeInstanceOf(
    TransientHttpError,
  );
});

test('cuts the connection when it is unsubscribed', async () => {
  server.requests.length = 0;
  const subscription = fetchAnswer(server.url('/stalled'), () => limits, client).subscribe();
  await expect.poll(() => server.requests).toHaveLength(1);
  subscription.unsubscribe();
  await expect.poll(server.connections).toBe(0);
});

test("waits for another host's turn before following a redirect there", async () => {
  const [first, second] = [server.url('/ok'), new URL('https://other.example.org/file')];
  const log: unknown[] = [];
  const moving: HttpClient = {
    get: (url, { site, trail }) => {
      log.push([url.host, site, trail]);
      return url === second
        ? client.get(first, { ...limits, signal: new AbortController().signal })
        : Promise.resolve(moved);
    },
  };
  const moved = { movedTo: second, trail: [first] };
  const turnOf: TurnOf = (url) => (source$) =>
    defer(() => {
      log.push(`turn at ${url.host}`);
      const complete = () => log.push(`end at ${url.host}`);
      return source$.pipe(tap({ complete }));
    });
  expect((await lastValueFrom(fetchAnswer(first, () => limits, moving, turnOf))).bytes.toString()).toBe('all is well');
  expect(log).toEqual([
    `turn at ${first.host}`,
    [first.host, undefined, undefined],
    `end at ${first.host}`,
    `turn at ${second.host}`,
    [second.host, first, [first]],
    `end at ${second.host}`,
  ]);
});
