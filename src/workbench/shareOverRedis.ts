import { openHandOut } from './handOut.js';
import { redisGate } from './redisGate.js';
import { type SharedBenchDeps, type SharedBenchOptions, sharedBench } from './sharedBench.js';
import { openSharedRedis } from './sharedRedis.js';
import type { Shared } from './workbench.js';

export interface ShareOverRedisOptions extends SharedBenchOptions {
  /** Of the Redis; may contain a password. */
  readonly address: string;
}

export interface ShareOverRedisDeps extends Omit<SharedBenchDeps, 'handOut'> {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Shares the sealing with the workers connected to a Redis, and the pauses between requests with the updates there.
 *
 * @throws ConfigError - the Redis cannot be used
 */
export async function shareOverRedis(options: ShareOverRedisOptions, deps: ShareOverRedisDeps): Promise<Shared> {
  const redis = await openSharedRedis(options.address, deps.warn);
  const gate = redisGate(redis, deps.now);
  const bench = sharedBench(options, { ...deps, handOut: await openHandOut(redis, deps) });
  const close = async (): Promise<void> => {
    await bench.close();
    await gate.close();
    redis.close();
  };
  return { workbench: { ...bench, close }, sharedGates: [gate] };
}
