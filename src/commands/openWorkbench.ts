import type { Settings } from '../config/settings.js';
import type { BaseRom } from '../model/rom.js';
import { ownBench } from '../workbench/ownBench.js';
import type { Shared, Workbench } from '../workbench/workbench.js';

/** A worker that is alive gets four times as long as one may be silent, before its work is done here. */
const PATIENCE_LOCKS = 4;

/** The place for the processor's part on this machine. */
export async function machineBench({ processing }: Pick<Settings, 'processing'>, base: BaseRom): Promise<Workbench> {
  if (processing.workers === 0) return ownBench(base);
  const { threadBench } = await import('../workbench/threadBench.js');
  return threadBench(base, processing.workers);
}

/**
 * The place for the processor's part of a run, as its settings choose: this machine, or others as well. With those that update,
 * it shares the pauses between requests.
 *
 * @throws ConfigError - the Redis that is named cannot be used
 */
export async function openWorkbench(
  settings: Settings,
  base: BaseRom,
  warn: (message: string) => void,
): Promise<Shared> {
  const own = await machineBench(settings, base);
  const { address, lockSeconds } = settings.redis;
  if (address === null) return { workbench: own, sharedGates: [] };
  // Only now: whoever shares nothing loads none of it.
  const { shareOverRedis } = await import('../workbench/shareOverRedis.js');
  return shareOverRedis(
    { address, lanes: settings.processing.maxConcurrent, patienceMs: PATIENCE_LOCKS * lockSeconds * 1000 },
    { own, base, warn, now: Date.now },
  );
}
