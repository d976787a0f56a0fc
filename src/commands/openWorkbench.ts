import type { Settings } from '../config/settings.js';
import type { BaseRom } from '../model/rom.js';
import { ownBench } from '../workbench/ownBench.js';
import type { Shared, Workbench } from '../workbench/workbench.js';

/** A live worker gets four lock durations (the time a worker may be silent) before its work is done here. */
const PATIENCE_LOCKS = 4;

/** The workbench for CPU-bound work on this machine. */
export async function machineBench({ processing }: Pick<Settings, 'processing'>, base: BaseRom): Promise<Workbench> {
  if (processing.workers === 0) return ownBench(base);
  const { threadBench } = await import('../workbench/threadBench.js');
  return threadBench(base, processing.workers);
}

/**
 * The workbench for a run's CPU-bound work, as configured: this machine, or other machines as well. The pauses between
 * requests are shared with other machines that run updates.
 *
 * @throws ConfigError - the configured Redis cannot be used
 */
export async function openWorkbench(
  settings: Settings,
  base: BaseRom,
  warn: (message: string) => void,
): Promise<Shared> {
  const own = await machineBench(settings, base);
  const { address, lockSeconds } = settings.redis;
  if (address === null) return { workbench: own, sharedGates: [] };
  // Imported lazily: a run that shares nothing loads none of it.
  const { shareOverRedis } = await import('../workbench/shareOverRedis.js');
  return shareOverRedis(
    { address, lanes: settings.processing.maxConcurrent, patienceMs: PATIENCE_LOCKS * lockSeconds * 1000 },
    { own, base, warn, now: Date.now },
  );
}
