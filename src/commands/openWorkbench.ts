import type { Settings } from '../config/settings.js';
import type { BaseRom } from '../model/rom.js';
import { ownBench } from '../workbench/ownBench.js';
import { threadBench } from '../workbench/threadBench.js';
import type { Workbench } from '../workbench/workbench.js';

/** The place for the processor's part of a run, as its settings choose. */
export function openWorkbench({ processing }: Settings, base: BaseRom): Workbench {
  return processing.workers === 0 ? ownBench(base) : threadBench(base, processing.workers);
}
