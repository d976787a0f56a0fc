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

/** At most twice a second: nobody reads quicker, and a run costs nothing by it. */
const EVERY_MS = 500;

export interface RunViewLogDeps {
  /** Leaves the view for others. */
  readonly write: (view: RunView) => Promise<void>;
  /** Told once, at the end, when it could not be written; that fails no run. */
  readonly warn: (message: string) => void;
  /** The work is done, summed up or not: what is told afterwards, as of a webhook, finds the lock free. */
  readonly worked$?: Observable<unknown>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Leaves what is to be seen of a run for others, from when it is planned: again and again while something happens, and once
 * at its end, which is its summary, or that of the work. Resolves when `events$` has completed and the last view is written.
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
  // Until it is planned, a run does not hold the lock: the file may be another one's.
  const planned$ = known$.pipe(filter(({ type }) => type === 'run.planned'));
  const view$ = known$.pipe(
    scan(foldRun, newRunView(new Date(scheduler.now()).toISOString())),
    skipUntil(planned$),
    // Another run may take the lock then, and leave its own.
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
