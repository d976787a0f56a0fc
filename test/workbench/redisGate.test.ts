import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Lease } from '../../src/model/hostGate.js';
import { type RedisGate, redisGate } from '../../src/workbench/redisGate.js';
import { openSharedRedis } from '../../src/workbench/sharedRedis.js';
import { type RedisServer, startRedis, whyNoRedis } from '../endToEnd/redisServer.js';

const HOST = 'www.smwcentral.net:443';
const KEY = `romflow:gate:${HOST}`;
const PAGE = { gapMs: 70_000 };
const DAY_MS = 86_400_000;

/** A gate as an update on another machine opens it, whose clock may be wrong. */
async function gateAt({ address }: RedisServer, now = Date.now, warnings?: string[]): Promise<RedisGate> {
  const shared = await openSharedRedis(address, (message) => warnings?.push(message) ?? expect.fail(message));
  const gate = redisGate(shared, now);
  onTestFinished(async () => {
    await gate.close();
    shared.close();
  });
  return gate;
}

async function taken(gate: RedisGate, options = PAGE): Promise<Lease> {
  const turn = await gate.take(HOST, options);
  return turn.granted ? turn.lease : expect.fail(`not granted: ${turn.reason}, ${turn.waitMs} ms`);
}

/** What the Redis stores about the host, read and changed behind the gate's back. */
function rowIn({ address }: RedisServer) {
  const client = new Redis(address);
  onTestFinished(() => {
    client.disconnect();
  });
  const field = async (name: string): Promise<number> => Number(await client.hget(KEY, name));
  const now = async (): Promise<number> => {
    const [seconds, micros] = await client.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  };
  return {
    field,
    now,
    set: async (values: Readonly<Record<string, number>>) => client.hset(KEY, values),
    keptMs: async () => client.pttl(KEY),
  };
}

const noRedis = whyNoRedis();

describe.skipIf(noRedis !== null)('a gate shared by machines', () => {
  test('is closed during a request and for the gap after its end, by the clock of the Redis', async () => {
    const redis = await startRedis();
    const row = rowIn(redis);
    // Clocks that are a year apart.
    const [one, other] = [await gateAt(redis), await gateAt(redis, () => Date.now() + 365 * DAY_MS)];
    const lease = await taken(one);
    expect(await other.take(HOST, PAGE)).toMatchObject({ granted: false, reason: 'held' });
    one.release(lease);
    await one.close();
    const [ended, before] = [await row.field('last_ms'), await row.now()];
    const turn = await other.take(HOST, PAGE);
    expect(turn).toMatchObject({ granted: false, reason: 'gap' });
    if (!turn.granted) expect(turn.waitMs).toBeLessThanOrEqual(ended + 70_000 - before);
    // Each keeps its own gap, and another host is independent of it.
    await row.set({ last_ms: (await row.now()) - 12_000 });
    expect(await other.take(HOST, PAGE)).toMatchObject({ granted: false, reason: 'gap' });
    expect(await other.take('dl.smwcentral.net:443', PAGE)).toMatchObject({ granted: true });
    await taken(other, { gapMs: 12_000 });
  });

  test('lets one through of many that ask at once', async () => {
    const redis = await startRedis();
    const gates = await Promise.all(Array.from({ length: 8 }, () => gateAt(redis)));
    const turns = await Promise.all(gates.map(async (gate) => gate.take(HOST, { gapMs: 0 })));
    expect(turns.filter((turn) => turn.granted)).toHaveLength(1);
    expect(turns.filter((turn) => !turn.granted && turn.reason === 'held' && turn.waitMs > 0)).toHaveLength(7);
  });

  test('waits for a silent machine no longer than the gap, but the end of its turn still counts', async () => {
    const redis = await startRedis();
    const row = rowIn(redis);
    const [gone, other] = [await gateAt(redis), await gateAt(redis)];
    const lease = await taken(gone);
    // Nothing remains of a host that nobody asks for any more, even if the turn was never given back.
    expect(await row.keptMs()).toBeGreaterThan(DAY_MS - 60_000);
    await row.set({ last_ms: (await row.now()) - 30_000 });
    expect(await other.take(HOST, PAGE)).toMatchObject({ granted: false, reason: 'held' });
    await row.set({ last_ms: (await row.now()) - 70_000 });
    const next = await taken(other);
    gone.renew(lease);
    gone.release(lease);
    await gone.close();
    // The other one still has the turn.
    expect(await gone.take(HOST, { gapMs: 0 })).toMatchObject({ granted: false, reason: 'held' });
    other.release(next);
    expect(await other.take(HOST, PAGE)).toMatchObject({ granted: false, reason: 'gap' });
  });

  test('keeps a turn with no gap at all for as long as its holder renews it', async () => {
    const redis = await startRedis();
    const row = rowIn(redis);
    const [gate, other] = [await gateAt(redis), await gateAt(redis)];
    const lease = await taken(gate, { gapMs: 0 });
    for (let beats = 0; beats < 3; beats++) {
      const last = (await row.now()) - 2 * lease.renewMs;
      await row.set({ last_ms: last });
      expect(await other.take(HOST, { gapMs: 0 })).toMatchObject({ granted: false, reason: 'held' });
      gate.renew(lease);
      await gate.close();
      expect(await row.field('last_ms')).toBeGreaterThan(last);
    }
  });

  test('applies the longest delay that the host asked for, a day at most, whatever the clock of whoever was asked', async () => {
    const redis = await startRedis();
    const row = rowIn(redis);
    const ahead = Date.now() + 3_600_000;
    const [gate, other] = [await gateAt(redis, () => ahead), await gateAt(redis)];
    gate.postpone(HOST, ahead + 300_000);
    await gate.close();
    gate.postpone(HOST, ahead + 1000);
    await gate.close();
    const turn = await other.take(HOST, { gapMs: 0 });
    expect(turn).toMatchObject({ granted: false, reason: 'asked' });
    expect(turn.granted ? 0 : turn.waitMs).toBeLessThanOrEqual(300_000);
    expect(turn.granted ? 0 : turn.waitMs).toBeGreaterThan(200_000);
    other.postpone(HOST, Date.now() + 365 * DAY_MS);
    await other.close();
    expect((await row.field('not_before_ms')) - (await row.now())).toBeLessThanOrEqual(DAY_MS);
    expect(await row.keptMs()).toBeGreaterThan(DAY_MS - 60_000);
  });

  test('is not closed for longer when the clock of the Redis was set back', async () => {
    const redis = await startRedis();
    const row = rowIn(redis);
    const gate = await gateAt(redis);
    const now = await row.now();
    await row.set({ last_ms: now + 2 * DAY_MS, not_before_ms: now + 2 * DAY_MS + 100_000 });
    const turn = await gate.take(HOST, { gapMs: 1000 });
    expect(turn).toMatchObject({ granted: false, reason: 'asked' });
    expect(turn.granted ? 0 : turn.waitMs).toBeLessThanOrEqual(100_000);
    await row.set({ last_ms: now - 2 * DAY_MS, not_before_ms: now + 99 * DAY_MS });
    const wish = await gate.take(HOST, PAGE);
    expect(wish.granted ? 0 : wish.waitMs).toBeLessThanOrEqual(DAY_MS);
    await row.set({ last_ms: now + 2 * DAY_MS, not_before_ms: 0 });
    expect(await gate.take(HOST, PAGE)).toMatchObject({ granted: false, reason: 'gap' });
    expect(await row.field('last_ms')).toBeLessThanOrEqual(await row.now());
    // Nor is it closed for longer than a day by a holder that is gone.
    await row.set({ last_ms: now - 2 * DAY_MS, holder: 1, hold_ms: 99 * DAY_MS });
    await taken(gate);
  });

  test('gets back a turn that arrives when nobody is waiting for it any more, before the connection is closed', async () => {
    const redis = await startRedis();
    const shared = await openSharedRedis(redis.address, (message) => expect.fail(message));
    const gate = redisGate(shared, Date.now);
    const unwanted = Promise.resolve(gate.take(HOST, PAGE)).then((turn) => {
      if (turn.granted) gate.release(turn.lease);
    });
    await gate.close();
    shared.close();
    await unwanted;
    expect(await (await gateAt(redis)).take(HOST, PAGE)).toMatchObject({ granted: false, reason: 'gap' });
  });

  test('can be closed before a Redis that has fallen silent is given up', async () => {
    const redis = await startRedis();
    const warnings: string[] = [];
    const gate = await gateAt(redis, Date.now, warnings);
    redis.freeze();
    void gate.take(HOST, PAGE);
    gate.postpone(HOST, Date.now());
    await gate.close();
    expect(warnings).toEqual([]);
  });

  test('lets everybody through once the Redis is gone, which is reported once', async () => {
    const redis = await startRedis();
    const warnings: string[] = [];
    const gate = await gateAt(redis, Date.now, warnings);
    const lease = await taken(gate);
    await redis.kill();
    gate.release(lease);
    gate.postpone(HOST, Date.now() + 60_000);
    await taken(gate);
    await taken(gate);
    await vi.waitUntil(() => warnings.length > 0, { timeout: 50_000 });
    await sleep(50);
    expect(warnings).toEqual([
      expect.stringMatching(/was lost \(.+\): from now on everything is done on this machine/),
    ]);
  });
});
