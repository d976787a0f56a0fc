import { describe, expect, onTestFinished, test } from 'vitest';
import { openHandOut } from '../../src/workbench/handOut.js';
import { openSharedRedis } from '../../src/workbench/sharedRedis.js';
import { startRedis, whyNoRedis } from '../endToEnd/redisServer.js';
import { seals } from '../samples.js';

const { base, order } = seals;
const noRedis = whyNoRedis();

describe.skipIf(noRedis !== null)('work handed out over a Redis', () => {
  test('nobody keeps waiting for work that was being handed out during the close', async () => {
    const redis = await startRedis();
    const shared = await openSharedRedis(redis.address, (message) => expect.fail(message));
    onTestFinished(shared.close);
    const handOut = await openHandOut(shared, { base });
    const before = await handOut.offer(order('1'));
    const underWay = handOut.offer(order('2'));
    const closing = handOut.close();
    const during = await underWay;
    await closing;
    expect(await before?.answer).toBeNull();
    expect((await during?.answer) ?? null).toBeNull();
    expect(await handOut.offer(order('3'))).toBeNull();
    expect(await redis.keys()).toEqual([]);
  });
});
