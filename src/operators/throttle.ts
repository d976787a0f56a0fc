import { defer, filter, first, type MonoTypeOperatorFunction, type Observable, of, type SchedulerLike } from 'rxjs';
import type { Report } from '../model/events.js';
import type { HostGate, Lease } from '../model/hostGate.js';
import { honorRetryAfter } from './honorRetryAfter.js';
import type { HostQueue } from './hostQueue.js';
import { resubscribe } from './resubscribe.js';
import { takeTurn, type TurnKeeper } from './takeTurn.js';

export interface ThrottleOptions {
  /** Key of the host, as returned by `hostKey`. */
  readonly host: string;
  /** The pause after the end of the previous request to this host, in milliseconds. */
  readonly gapMs: number;
}

export interface ThrottleDeps {
  /** One for the whole run. */
  readonly queue: HostQueue;
  /** In the order in which a request asks for its turns: first this machine's gate, then one shared with other machines. */
  readonly gates: readonly HostGate[];
  readonly report: Report;
  /** Emits, also to late subscribers, when no further request may begin. */
  readonly stop$?: Observable<unknown>;
  /** While its latest value is true, no request begins. Emits on subscription. */
  readonly held$?: Observable<boolean>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Delays a request (a cold observable) until its turn at the host: first in the queue of this run, then at each gate, which
 * other runs share. When the host asks to be left alone for a while, all gates are told.
 *
 * ```
 * request:   --a|
 * throttle:  ~~~~~--a|     ~ the wait, at whose end the request is subscribed to
 * ```
 *
 * - Waits, stops and ends as {@link takeTurn} does; unsubscribing while queued gives up the place.
 * - A request that is held after it has been granted some of its turns, but not all, gives them back, because others may
 *   want them, and asks again once it is released.
 *
 * @param options - which host, and how long to pause
 */
export function throttle<T>({ host, gapMs }: ThrottleOptions, deps: ThrottleDeps): MonoTypeOperatorFunction<T> {
  const { gates, queue, held$ = of(false) } = deps;
  const postpone = (untilMs: number): void => {
    for (const gate of gates) gate.postpone(host, untilMs);
  };
  const keeperAt = (gate: HostGate): TurnKeeper<Lease> => ({
    take: () => gate.take(host, { gapMs }),
    renew: gate.renew,
    release: gate.release,
  });
  return (request) =>
    defer(() => {
      // Some of the turns have been granted, but not all.
      let isBetween = false;
      const begun$ = defer(() => {
        isBetween = false;
        return request.pipe(honorRetryAfter(host, postpone, deps));
      });
      const turns$ = gates.reduceRight<Observable<T>>((turn, gate) => {
        const granted$ = defer(() => {
          isBetween = true;
          return turn;
        });
        return granted$.pipe(takeTurn(host, keeperAt(gate), deps));
      }, begun$);
      const heldBetween$ = held$.pipe(filter((held) => held && isBetween));
      return turns$.pipe(resubscribe(heldBetween$, held$.pipe(first((held) => !held))));
    }).pipe(queue(host));
}
