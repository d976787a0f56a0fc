import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SealedPair } from '../../src/formats/sealPair.js';
import { openHandOut } from '../../src/workbench/handOut.js';
import { ownBench } from '../../src/workbench/ownBench.js';
import { KEY_PREFIX, keysOf, queueOf } from '../../src/workbench/sealJob.js';
import { sharedBench } from '../../src/workbench/sharedBench.js';
import { openSharedRedis } from '../../src/workbench/sharedRedis.js';
import { workLoop } from '../../src/workbench/workLoop.js';
import type { Workbench } from '../../src/workbench/workbench.js';
import { type RedisServer, startRedis, whyNoRedis } from '../endToEnd/redisServer.js';
import { seals } from '../samples.js';

const { base, order } = seals;
const own = ownBench(base);
/** Vitest's default is one second, which may not be enough on a busy machine. */
const HANG = { timeout: 50_000 };

interface Tried {
  readonly shared: Workbench;
  readonly warnings: readonly string[];
  /** Games whose pairs were sealed here. */
  readonly sealed: readonly string[];
}

/**
 * A bench with one lane here, which game 1 occupies until a condition holds; everything else is handed out meanwhile.
 *
 * @param held - polled with the bench's warnings so far; true ends the wait
 */
async function bench(
  { address }: RedisServer,
  held: (warnings: readonly string[]) => boolean,
  patienceMs = 60_000,
): Promise<Tried> {
  const warnings: string[] = [];
  const sealed: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
  };
  const here: Workbench = {
    ...own,
    seal: async (what) => {
      sealed.push(what.gameId);
      if (what.gameId === '1') await vi.waitUntil(() => held(warnings), HANG);
      return own.seal(what);
    },
  };
  const redis = await openSharedRedis(address, warn);
  const handOut = await openHandOut(redis, { base });
  const shared = sharedBench({ lanes: 1, patienceMs }, { own: here, handOut, base, warn });
  onTestFinished(async () => {
    await shared.close();
    redis.close();
  });
  return { shared, warnings, sealed };
}

type Lie = Readonly<Record<string, string | Buffer>>;

/** A worker that answers each job by its game, or holds it forever when it has no answer. */
function liar({ address }: RedisServer, lies: ReadonlyMap<string, Lie>): { readonly taken: readonly string[] } {
  const taken: string[] = [];
  const client = new Redis(address, { maxRetriesPerRequest: null });
  const queue = queueOf(base);
  const worker = new Worker<{ gameId: string }>(
    queue,
    async ({ id = '', data }) => {
      taken.push(data.gameId);
      const lie = lies.get(data.gameId);
      if (lie === undefined) await new Promise(() => undefined);
      else await client.hset(keysOf(queue, id).answer, lie);
    },
    { connection: client, prefix: KEY_PREFIX, concurrency: 10 },
  );
  worker.on('error', () => undefined);
  onTestFinished(async () => {
    await worker.close(true);
    client.disconnect();
  });
  return { taken };
}

/** A real worker, except for its bench. */
function worker({ address }: RedisServer, its: Workbench): { readonly said: readonly string[] } {
  const said: string[] = [];
  const stop = new AbortController();
  const working = workLoop(
    { address, concurrency: 2, lockMs: 1000 },
    { base, bench: its, say: (text) => said.push(text), signal: stop.signal },
  );
  onTestFinished(async () => {
    stop.abort();
    await working;
  });
  return { said };
}

/** Another client of the Redis. */
function clientOf({ address }: RedisServer): Redis {
  const client = new Redis(address, { maxRetriesPerRequest: null });
  onTestFinished(() => {
    client.disconnect();
  });
  return client;
}

const queueAt = (redis: RedisServer): Queue =>
  new Queue(queueOf(base), { connection: clientOf(redis), prefix: KEY_PREFIX });

const sealedHere = (ids: readonly string[]): Promise<readonly SealedPair[]> =>
  Promise.all(ids.map((id) => own.seal(order(id))));

const noRedis = whyNoRedis();

describe.skipIf(noRedis !== null)('a bench shared over a Redis', () => {
  test('accepts what a worker has sealed', async () => {
    const redis = await startRedis();
    const { said } = worker(redis, own);
    const { shared, warnings } = await bench(
      redis,
      () => said.filter((text) => text.includes('sealed in')).length === 3,
    );
    const ids = ['1', '2', '3', '4'];
    expect(await Promise.all(ids.map((id) => shared.seal(order(id))))).toEqual(await sealedHere(ids));
    expect(warnings).toEqual([]);
    await vi.waitUntil(async () => (await redis.keys()).length === 0, HANG);
  });

  test('refuses every lie of a worker, and seals that pair here', async () => {
    const redis = await startRedis();
    const { patchBlob, romBlob } = await own.seal(order('99'));
    const lies = new Map<string, Lie>([
      ['2', { patchBlob, romBlob }],
      ['3', { patchBlob: 'garbage', romBlob: Buffer.alloc(50) }],
      ['4', { patchBlob: Buffer.alloc(1024 * 1024), romBlob }],
      ['5', { patchBlob }],
      ['6', { problem: 'no room' }],
      ['7', { problem: 'x'.repeat(3000) }],
    ]);
    liar(redis, lies);
    const { shared, warnings } = await bench(redis, (told) => told.length === lies.size);
    const ids = ['1', ...lies.keys()];
    expect(await Promise.all(ids.map((id) => shared.seal(order(id))))).toEqual(await sealedHere(ids));
    const refusal = (id: string, why: string): string =>
      `${id}: a worker's answer was rejected; the patch is sealed here instead. ${why}`;
    expect(warnings.toSorted()).toEqual([
      refusal('2', 'The Fernet token does not match its key: it was altered, or the key is the wrong one.'),
      refusal('3', 'The xz data is truncated.'),
      refusal('4', 'Reason: a blob is missing or far too large'),
      refusal('5', 'Reason: a blob is missing or far too large'),
      refusal('6', 'Reason: no room'),
      refusal('7', 'Reason: the worker gave a reason that is too long'),
    ]);
  });

  test('waits no longer than its patience for a worker that is alive but does nothing', async () => {
    const redis = await startRedis();
    const { taken } = liar(redis, new Map());
    const { shared, warnings } = await bench(redis, () => taken.length > 0, 0);
    const ids = ['1', '2'];
    expect(await Promise.all(ids.map((id) => shared.seal(order(id))))).toEqual(await sealedHere(ids));
    expect([taken, warnings]).toEqual([['2'], []]);
  });

  test('leaves a pair to the worker that is sealing it, even if there is a lane for it', async () => {
    const redis = await startRedis();
    const lane = new AbortController();
    const slow: Workbench = {
      ...own,
      seal: async (what) => {
        // Long enough for the lane to ask.
        await vi.waitUntil(() => lane.signal.aborted, HANG).then(() => sleep(200));
        return own.seal(what);
      },
    };
    const { said } = worker(redis, slow);
    const { shared, sealed } = await bench(redis, () => said.some((text) => text.startsWith('2: sealing')));
    const pairs = [shared.seal(order('1')), shared.seal(order('2'))];
    await pairs[0];
    lane.abort();
    expect(await Promise.all(pairs)).toEqual(await sealedHere(['1', '2']));
    expect(sealed).toEqual(['1']);
  });

  test('a worker reports what it cannot do, and continues', async () => {
    const redis = await startRedis();
    let full = true;
    const failing: Workbench = {
      ...own,
      seal: (what) => (full ? Promise.reject(new Error('OOM command not allowed')) : own.seal(what)),
    };
    const { said } = worker(redis, failing);
    await queueAt(redis).add('seal', { gameId: '../1' });
    await vi.waitUntil(() => said.includes('A job that no update created was discarded.'), HANG);
    const { shared } = await bench(redis, () => !full && said.some((line) => line.startsWith('3: sealed')), 200);
    const ids = ['1', '2'];
    const pairs = Promise.all(ids.map((id) => shared.seal(order(id))));
    await vi.waitUntil(() => said.includes('2: the result could not be returned: OOM command not allowed.'), HANG);
    full = false;
    const third = await shared.seal(order('3'));
    expect([...(await pairs), third]).toEqual(await sealedHere([...ids, '3']));
  });

  test('a worker discards a job that is not JSON', async () => {
    const redis = await startRedis();
    const queue = queueAt(redis);
    const { id = '' } = await queue.add('seal', {});
    await clientOf(redis).hset(queue.toKey(id), 'data', '{"gameId":');
    const { said } = worker(redis, own);
    await vi.waitUntil(async () => (await redis.keys()).length === 0, HANG);
    expect(said).toEqual([expect.stringMatching(/^Waiting at /), 'A job that no update created was discarded.']);
  });

  test('a worker reports once that a Redis refuses it, asks rarely, and works when it is allowed again', async () => {
    const redis = await startRedis();
    const client = clientOf(redis);
    await client.replicaof('127.0.0.1', 9);
    const { said } = worker(redis, own);
    const refusals = (): readonly string[] => said.filter((text) => text.includes('refuses'));
    await vi.waitUntil(() => refusals().length > 0, HANG);
    await sleep(300);
    const [, refused = '0'] = /cmdstat_evalsha:.*failed_calls=(\d+)/.exec(await client.info('commandstats')) ?? [];
    expect(Number(refused)).toBeLessThan(20);
    await client.replicaof('NO', 'ONE');
    const { shared, warnings } = await bench(redis, () => said.some((text) => text.startsWith('2: sealed in')));
    const ids = ['1', '2'];
    expect(await Promise.all(ids.map((id) => shared.seal(order(id))))).toEqual(await sealedHere(ids));
    expect(warnings).toEqual([]);
    expect(refusals()).toEqual([
      `redis://127.0.0.1:${redis.port} refuses the requests of this worker (READONLY You can't write against a read only ` +
        'replica); retrying every second.',
    ]);
  });

  test('a worker reports why a full Redis accepts no result', async () => {
    const redis = await startRedis();
    const client = clientOf(redis);
    const filling: Workbench = {
      ...own,
      seal: (what) => client.config('SET', 'maxmemory', '1').then(() => own.seal(what)),
    };
    const { said } = worker(redis, filling);
    const lost = "2: the result could not be returned: OOM command not allowed when used memory > 'maxmemory'.";
    const { shared } = await bench(redis, () =>
      said.some((text) => text.startsWith('2: the result could not be returned')),
    );
    const ids = ['1', '2'];
    expect(await Promise.all(ids.map((id) => shared.seal(order(id))))).toEqual(await sealedHere(ids));
    expect(said).toContain(lost);
  });

  test('a database that the Redis does not have is reported in a sentence', async () => {
    const { address, port } = await startRedis();
    await expect(openSharedRedis(`${address}/99`, () => undefined)).rejects.toThrow(
      `redis://127.0.0.1:${port}/99 cannot be used (ERR DB index is out of range)`,
    );
  });

  test('a worker whose test of the patch has another result says so', async () => {
    const redis = await startRedis();
    worker(redis, { ...own, apply: () => Promise.resolve(Buffer.from('another ROM')) });
    const { shared, warnings } = await bench(redis, (told) => told.length > 0);
    const ids = ['1', '2'];
    expect(await Promise.all(ids.map((id) => shared.seal(order(id))))).toEqual(await sealedHere(ids));
    expect(warnings).toEqual([expect.stringContaining('here the patch gives a different ROM from the base ROM')]);
  });
});
