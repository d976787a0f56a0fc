import {
  asyncScheduler,
  defer,
  EMPTY,
  expand,
  first,
  identity,
  interval,
  map,
  mergeMap,
  type MonoTypeOperatorFunction,
  NEVER,
  Observable,
  of,
  type SchedulerLike,
  takeUntil,
  tap,
  timer,
  using,
} from 'rxjs';
import type { Report } from '../model/events.js';
import type { Turn } from '../model/hostGate.js';
import { NOTICE_MS, WAIT_REASONS } from './waitReasons.js';

/** Timers fire up to 2 ms early, and clocks are read in whole milliseconds. */
const MARGIN_MS = 5;

/** The right to make a request, renewed while the request lasts. */
interface Renewable {
  /** How often to renew it, in milliseconds. */
  readonly renewMs: number;
}

/** The answer to asking for a turn, whatever the reason for waiting. */
type AnyTurn<L> = Turn<L, keyof typeof WAIT_REASONS>;

/** Grants turns. */
export interface TurnKeeper<L extends Renewable> {
  readonly take: () => AnyTurn<L> | Promise<AnyTurn<L>>;
  readonly renew: (lease: L) => void;
  readonly release: (lease: L) => void;
}

export interface TakeTurnDeps {
  readonly report: Report;
  /** Makes this run's requests ask for their turns one at a time; default: all at once. */
  readonly line?: <T>(wait: Observable<T>) => Observable<T>;
  /** Emits, also to late subscribers, when no further request may begin. */
  readonly stop$?: Observable<unknown>;
  /** While its latest value is true, no request begins and those waiting keep waiting. Emits on subscription. */
  readonly held$?: Observable<boolean>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Delays a request (a cold observable) until it is granted a turn, and gives the turn back when the request ends.
 *
 * ```
 * request:   --a|
 * takeTurn:  ~~~~~--a|     ~ the wait, at whose end the request is subscribed to
 * ```
 *
 * - The turn ends when the request completes, fails or is unsubscribed from.
 * - Unsubscribing cancels the wait. `stop$` ends it without making the request; a request in flight is allowed to finish.
 * - While `held$` is true, no turn is asked for.
 * - A wait of more than a second is reported as `waiting`.
 *
 * @param host - as the events name it
 */
export function takeTurn<L extends Renewable, T>(
  host: string,
  keeper: TurnKeeper<L>,
  deps: TakeTurnDeps,
): MonoTypeOperatorFunction<T> {
  const { line = identity } = deps;
  return (request) =>
    line(awaitTurn(host, keeper, deps)).pipe(mergeMap((lease) => request.pipe(underLease(lease, { keeper, ...deps }))));
}

/** Asks the keeper until it grants the turn. */
function awaitTurn<L extends Renewable>(host: string, keeper: TurnKeeper<L>, deps: TakeTurnDeps): Observable<L> {
  const { report, stop$ = NEVER, held$ = of(false), scheduler = asyncScheduler } = deps;
  const open$ = held$.pipe(first((held) => !held));
  return defer(() => {
    const since = scheduler.now();
    let told: string | null = null;

    function tell(turn: AnyTurn<L>): void {
      if (turn.granted || !worthAWord(turn.reason, turn.waitMs)) return;
      told = turn.reason;
      report({
        type: 'waiting',
        host,
        until: new Date(scheduler.now() + turn.waitMs).toISOString(),
        reason: WAIT_REASONS[turn.reason],
      });
    }

    /** How long other runs take is unknown: such a wait is reported once, for `threads` only when it exceeds a second. */
    function worthAWord(reason: keyof typeof WAIT_REASONS, waitMs: number): boolean {
      if (reason === 'threads') return told !== reason && scheduler.now() + waitMs - since > NOTICE_MS;
      return waitMs > NOTICE_MS || (reason === 'held' && told !== reason);
    }

    const ask$ = open$.pipe(
      mergeMap(() => answer(keeper)),
      tap(tell),
    );
    return ask$.pipe(
      expand((turn) => (turn.granted ? EMPTY : timer(turn.waitMs + MARGIN_MS, scheduler).pipe(mergeMap(() => ask$)))),
      first((turn) => turn.granted),
      map(({ lease }) => lease),
    );
  }).pipe(takeUntil(stop$));
}

/** The keeper's answer. A turn that is granted after the subscriber has gone is given back. */
function answer<L extends Renewable>(keeper: TurnKeeper<L>): Observable<AnyTurn<L>> {
  const answered = keeper.take();
  if (!(answered instanceof Promise)) return of(answered);
  return new Observable((subscriber) => {
    answered.then(
      (turn) => {
        if (subscriber.closed && turn.granted) keeper.release(turn.lease);
        subscriber.next(turn);
        subscriber.complete();
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
  });
}

/** Renews the lease while the request lasts, and releases it before the end of the request is passed on. */
function underLease<L extends Renewable, T>(
  lease: L,
  { keeper, scheduler = asyncScheduler }: TakeTurnDeps & { readonly keeper: TurnKeeper<L> },
): MonoTypeOperatorFunction<T> {
  return (request) => {
    const end = () => {
      keeper.release(lease);
    };
    return using(
      () =>
        interval(lease.renewMs, scheduler).subscribe(() => {
          keeper.renew(lease);
        }),
      () => request.pipe(tap({ complete: end, error: end, unsubscribe: end })),
    );
  };
}
