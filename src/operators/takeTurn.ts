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
  type Observable,
  of,
  type SchedulerLike,
  takeUntil,
  tap,
  timer,
  using,
} from 'rxjs';
import type { Turn } from '../archive/gate.js';
import { RateLimitedError } from '../model/errors.js';
import type { EventBody, Report } from '../model/events.js';

/** Timers fire up to 2 ms early, and clocks are read in whole milliseconds. */
const MARGIN_MS = 5;
/** Shorter waits are not worth a word. */
const NOTICE_MS = 1000;

const REASONS = {
  gap: 'keeping the pause between requests',
  asked: 'the site asked for patience',
  held: 'another run is talking to this host',
  minute: 'the account may make no more requests this minute',
  threads: 'other runs make all the requests that the account may make at a time',
} as const;

/** The right to make a request, renewed while it lasts. */
interface Renewable {
  /** How often to renew it, in milliseconds. */
  readonly renewMs: number;
}

/** Who grants turns. */
export interface TurnKeeper<L extends Renewable> {
  readonly take: () => Turn<L, keyof typeof REASONS>;
  readonly renew: (lease: L) => void;
  readonly release: (lease: L) => void;
  /** Nobody gets a turn until then, ms since 1970. */
  readonly postpone: (untilMs: number) => void;
}

export interface TakeTurnDeps {
  readonly report: Report;
  /** Lets the requests of this run wait one after the other; default all at once. */
  readonly line?: <T>(wait: Observable<T>) => Observable<T>;
  /** Emits, to whoever subscribes later as well, when no request shall begin any more. */
  readonly stop$?: Observable<unknown>;
  /** While true is its latest value, no request begins: whoever waits for a turn waits on. It has a value at once. */
  readonly held$?: Observable<boolean>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Makes a request (a stream that begins it when subscribed to) wait until it is granted a turn, and gives the turn back at
 * its end.
 *
 * ```
 * request:   --a|
 * takeTurn:  ~~~~~--a|     ~ the wait; subscribes to the request at its end
 * ```
 *
 * A wait of more than a second is reported as `waiting`. Unsubscribing cancels the wait; `stop$` ends it without a request,
 * while one that is under way is let finish; while `held$` says so, nobody asks for a turn. The turn is over when the request
 * completes, fails or is unsubscribed from. A {@link RateLimitedError} that says how long passes on and keeps everybody waiting
 * for that time.
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
    line(awaitTurn(host, keeper, deps)).pipe(
      mergeMap((lease) => request.pipe(underLease(lease, { host, keeper, ...deps }))),
    );
}

/** Asks the keeper until it grants the turn. */
function awaitTurn<L extends Renewable>(host: string, keeper: TurnKeeper<L>, deps: TakeTurnDeps): Observable<L> {
  const { report, stop$ = NEVER, held$ = of(false), scheduler = asyncScheduler } = deps;
  const open$ = held$.pipe(first((held) => !held));
  return defer(() => {
    const since = scheduler.now();
    let told: string | null = null;

    function ask(): Turn<L, keyof typeof REASONS> {
      const turn = keeper.take();
      if (!turn.granted && worthAWord(turn.reason, turn.waitMs)) {
        told = turn.reason;
        report(waiting(host, scheduler.now() + turn.waitMs, turn.reason));
      }
      return turn;
    }

    /** Nobody knows how long others take: that is told once, at the latest when it has lasted. */
    function worthAWord(reason: keyof typeof REASONS, waitMs: number): boolean {
      if (reason === 'threads') return told !== reason && scheduler.now() + waitMs - since > NOTICE_MS;
      return waitMs > NOTICE_MS || (reason === 'held' && told !== reason);
    }

    return open$.pipe(
      map(ask),
      expand((turn) =>
        turn.granted
          ? EMPTY
          : timer(turn.waitMs + MARGIN_MS, scheduler).pipe(
              mergeMap(() => open$),
              map(ask),
            ),
      ),
      first((turn) => turn.granted),
      map(({ lease }) => lease),
    );
  }).pipe(takeUntil(stop$));
}

const waiting = (host: string, untilMs: number, reason: keyof typeof REASONS): EventBody => ({
  type: 'waiting',
  host,
  until: new Date(untilMs).toISOString(),
  reason: REASONS[reason],
});

/** Renews the lease while the request lasts, and gives it back before anybody hears of the end. */
function underLease<L extends Renewable, T>(
  lease: L,
  deps: TakeTurnDeps & { readonly host: string; readonly keeper: TurnKeeper<L> },
): MonoTypeOperatorFunction<T> {
  const { host, keeper, report, scheduler = asyncScheduler } = deps;
  return (request) => {
    const end = () => {
      keeper.release(lease);
    };
    const fail = (error: unknown) => {
      if (error instanceof RateLimitedError && error.retryAfterMs !== null) {
        const untilMs = scheduler.now() + error.retryAfterMs;
        keeper.postpone(untilMs);
        if (error.retryAfterMs > NOTICE_MS) report(waiting(host, untilMs, 'asked'));
      }
      end();
    };
    return using(
      () =>
        interval(lease.renewMs, scheduler).subscribe(() => {
          keeper.renew(lease);
        }),
      () => request.pipe(tap({ complete: end, error: fail, unsubscribe: end })),
    );
  };
}
