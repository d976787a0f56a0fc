import { firstValueFrom, lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fetchAnswer } from '../../src/http/fetchAnswer.js';
import { createHttpClient } from '../../src/http/httpClient.js';
import { TransientHttpError } from '../../src/model/errors.js';
import { type FaultServer, startFaultServer } from '../site/faultServer.js';

const client = createHttpClient({ userAgent: 'romflow/test' });
const limits = { maxBytes: 1000, timeoutMs: 30_000 };

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

test('nothing is asked before subscription, and each subscription asks once', async () => {
  server.requests.length = 0;
  const answer$ = fetchAnswer(server.url('/ok'), limits, client);
  expect(server.requests).toHaveLength(0);
  expect((await lastValueFrom(answer$)).bytes.toString()).toBe('all is well');
  await lastValueFrom(answer$);
  expect(server.requests).toHaveLength(2);
});

test('a failed request fails the stream', async () => {
  await expect(firstValueFrom(fetchAnswer(server.url('/short'), limits, client))).rejects.toBeInstanceOf(
    TransientHttpError,
  );
});

test('unsubscribing cuts the connection', async () => {
  server.requests.length = 0;
  const subscription = fetchAnswer(server.url('/stalled'), limits, client).subscribe();
  await vi.waitFor(() => {
    expect(server.requests).toHaveLength(1);
  });
  subscription.unsubscribe();
  await vi.waitFor(async () => {
    expect(await server.connections()).toBe(0);
  });
});
