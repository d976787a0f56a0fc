import {
  asyncScheduler,
  defer,
  EMPTY,
  expand,
  first,
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
} from 'rxjs';
import type { Gate, Lease, Turn } from '../archive/gate.js';
import type { WaitReason } from '../archive/gateRule.js';
import { RateLimitedError } from '../model/errors.js';
import type { EventBody, Report } from '../model/events.js';
import type { HostQueue } from './hostQueue.js';

/** Timers fire up to 2 ms early, and clocks are read in whole milliseconds. */
const MARGIN_MS = 5;
/** Shorter waits are not worth a word. */
const NOTICE_MS = 1000;

const REASONS: Readonly<Record<WaitReason, string>> = {
  gap: 'keeping the pause between requests',
  asked: 'the site asked for patience',
  held: 'another run is talking to this host',
};

export interface ThrottleOptions {
  /** Key of the host, as `hostKey` makes it. */
  readonly host: string;
  /** The pause after the end of the previous request to this host, in milliseconds. */
  readonly gapMs: number;
}

export interface ThrottleDeps {
  /** One for the whole run. */
  readonly queue: HostQueue;
  readonly gate: Pick<Gate, 'take' | 'renew' | 'release' | 'postpone'>;
  readonly report: Report;
  /** Emits when no request shall begin any more. */
  readonly stop$?: Observable<unknown>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Makes a request (a stream that begins it when subscribed to) wait for its turn at the host: first in the queue of this
 * run, then at the gate, which all runs share.
 *
 * ```
 * request:   --a|
 * throttle:  ~~~~~--a|     ~ the wait; subscribes to the request at its end
 * ```
 *
 * A wait of more than a second is reported as `waiting`. Unsubscribing cancels the wait and gives the place up; `stop$` ends
 * the wait without a request, while one that is under way is let finish. The turn is over when the request completes, fails or is unsubscribed from. A {@link RateLimitedError} that says how long passes on and
 * keeps the gate closed for that time.
 *
 * @param options - which host, and how long the pause
 */
export function throttle<T>(options: ThrottleOptions, deps: ThrottleDeps): MonoTypeOperatorFunction<T> {
  return (request) =>
    turnAtGate(options, deps).pipe(
      mergeMap((lease) => request.pipe(underLease(lease, deps))),
      deps.queue(options.host),
    );
}

/** Asks the gate until it grants the turn. */
function turnAtGate({ host, gapMs }: ThrottleOptions, deps: ThrottleDeps): Observable<Lease> {
  const { gate, report, stop$ = NEVER, scheduler = asyncScheduler } = deps;
  return defer(() => {
    let told: WaitReason | null = null;

    function ask(): Turn {
      const turn = gate.take(host, { gapMs });
      if (!turn.granted && (turn.waitMs > NOTICE_MS || (turn.reason === 'held' && told !== 'held'))) {
        told = turn.reason;
        report(waiting(host, scheduler.now() + turn.waitMs, turn.reason));
      }
      return turn;
    }

    return of(ask()).pipe(
      expand((turn) => (turn.granted ? EMPTY : timer(turn.waitMs + MARGIN_MS, scheduler).pipe(map(ask)))),
      first((turn) => turn.granted),
      map(({ lease }) => lease),
    );
  }).pipe(takeUntil(stop$));
}

const waiting = (host: string, untilMs: number, reason: WaitReason): EventBody => ({
  type: 'waiting',
  host,
  until: new Date(untilMs).toISOString(),
  reason: REASONS[reason],
});

/** Renews the lease while the request lasts, and gives it back before anybody hears of the end. */
function underLease<T>(lease: Lease, deps: ThrottleDeps): MonoTypeOperatorFunction<T> {
  const { gate, report, scheduler = asyncScheduler } = deps;
  return (request) => {
    const renewals = interval(lease.renewMs, scheduler).subscribe(() => {
      gate.renew(lease);
    });
    const end = () => {
      renewals.unsubscribe();
      gate.release(lease);
    };
    const fail = (error: unknown) => {
      if (error instanceof RateLimitedError && error.retryAfterMs !== null) {
        const untilMs = scheduler.now() + error.retryAfterMs;
        gate.postpone(lease.host, untilMs);
        if (error.retryAfterMs > NOTICE_MS) report(waiting(lease.host, untilMs, 'asked'));
      }
      end();
    };
    return request.pipe(tap({ complete: end, error: fail, unsubscribe: end }));
  };
}
