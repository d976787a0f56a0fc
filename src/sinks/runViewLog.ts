import {
  NEVER,
  type Observable,
  type SchedulerLike,
  asyncScheduler,
  concatMap,
  filter,
  takeLast,
  lastValueFrom,
  map,
  merge,
  sampleTime,
  scan,
  share,
  skipUntil,
  takeUntil,
  takeWhile,
} from 'rxjs';
import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';
import { ended, foldRun } from '../view/foldRun.js';
import { newRunView } from '../view/newRunView.js';

/** At most twice a second: nobody reads faster, and it costs a run next to nothing. */
const EVERY_MS = 500;

export interface RunViewLogDeps {
  /** Leaves the view for other processes. */
  readonly write: (view: RunView) => Promise<void>;
  /** Called once, at the end, if the view could not be written; that does not fail the run. */
  readonly warn: (message: string) => void;
  /**
   * Emits when the work is done, with or without a summary: what is reported afterwards, as by a webhook, finds the lock
   * released.
   */
  readonly worked$?: Observable<unknown>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Leaves the view of a run for other processes, from when the run is planned: repeatedly while something happens, and once
 * at its end, which is its summary or the end of the work. Resolves when `events$` has completed and the last view is
 * written.
 *
 * ```
 * events$ -abc-------d-s---w|
 * write   ----c-------ds         s: with the state `ended`
 * ```
 */
export async function runViewLog(
  events$: Observable<RunEvent>,
  { write, warn, worked$ = NEVER, scheduler = asyncScheduler }: RunViewLogDeps,
): Promise<void> {
  const reasons: string[] = [];
  async function tryToWrite(view: RunView): Promise<void> {
    try {
      await write(view);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  const known$ = events$.pipe(share());
  // Until it is planned, a run does not hold the lock: the file may be another run's.
  const planned$ = known$.pipe(filter(({ type }) => type === 'run.planned'));
  const view$ = known$.pipe(
    scan(foldRun, newRunView(new Date(scheduler.now()).toISOString())),
    skipUntil(planned$),
    // From then on another run may take the lock and leave its own view.
    takeWhile(({ state }) => state !== 'ended', true),
    takeUntil(worked$),
    share(),
  );
  const written$ = merge(view$.pipe(sampleTime(EVERY_MS, scheduler)), view$.pipe(takeLast(1), map(ended)));
  await Promise.all([
    lastValueFrom(written$.pipe(concatMap(tryToWrite)), { defaultValue: undefined }),
    lastValueFrom(known$, { defaultValue: null }),
  ]);
  const [reason] = reasons;
  if (reason !== undefined) warn(`The state of this run could not be written for the dashboard: ${reason}`);
}
