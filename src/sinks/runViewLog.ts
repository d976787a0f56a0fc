import {
  type Observable,
  type SchedulerLike,
  asyncScheduler,
  concatMap,
  takeLast,
  lastValueFrom,
  map,
  merge,
  sampleTime,
  scan,
  share,
} from 'rxjs';
import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';
import { ended, foldRun } from '../view/foldRun.js';
import { newRunView } from '../view/newRunView.js';

/** At most twice a second: nobody reads quicker, and a run costs nothing by it. */
const EVERY_MS = 500;

export interface RunViewLogDeps {
  /** Leaves the view for others. */
  readonly write: (view: RunView) => Promise<void>;
  /** Told once when it cannot be written; that fails no run. */
  readonly warn: (message: string) => void;
  readonly scheduler?: SchedulerLike;
}

/**
 * Leaves what is to be seen of a run for others, again and again while something happens, and once at its end. Resolves when
 * `events$` has completed and the last view is written.
 *
 * ```
 * events$ -abc-------d--|
 * write   ----c-------d-e    e: with the state `ended`
 * ```
 */
export async function runViewLog(
  events$: Observable<RunEvent>,
  { write, warn, scheduler = asyncScheduler }: RunViewLogDeps,
): Promise<void> {
  let warned = false;
  async function writeOrWarn(view: RunView): Promise<void> {
    try {
      await write(view);
    } catch (error) {
      if (warned) return;
      warned = true;
      const reason = error instanceof Error ? error.message : String(error);
      warn(`What there is to see of this run cannot be left for others: ${reason}`);
    }
  }
  const view$ = events$.pipe(scan(foldRun, newRunView(new Date(scheduler.now()).toISOString())), share());
  const written$ = merge(view$.pipe(sampleTime(EVERY_MS, scheduler)), view$.pipe(takeLast(1), map(ended)));
  await lastValueFrom(written$.pipe(concatMap(writeOrWarn)), { defaultValue: undefined });
}
