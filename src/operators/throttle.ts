import type { MonoTypeOperatorFunction, Observable, SchedulerLike } from 'rxjs';
import type { Gate, Lease } from '../archive/gate.js';
import type { Report } from '../model/events.js';
import type { HostQueue } from './hostQueue.js';
import { takeTurn, type TurnKeeper } from './takeTurn.js';

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
  /** While true is its latest value, no request begins. It has a value at once. */
  readonly held$?: Observable<boolean>;
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
 * Waits, stops and ends as {@link takeTurn} does; unsubscribing in the queue gives the place up.
 *
 * @param options - which host, and how long the pause
 */
export function throttle<T>({ host, gapMs }: ThrottleOptions, deps: ThrottleDeps): MonoTypeOperatorFunction<T> {
  const { gate, queue } = deps;
  const keeper: TurnKeeper<Lease> = {
    take: () => gate.take(host, { gapMs }),
    renew: gate.renew,
    release: gate.release,
    postpone: (untilMs) => {
      gate.postpone(host, untilMs);
    },
  };
  return (request) => request.pipe(takeTurn(host, keeper, deps), queue(host));
}
