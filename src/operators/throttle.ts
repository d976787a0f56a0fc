import { defer, filter, first, type MonoTypeOperatorFunction, type Observable, of, type SchedulerLike } from 'rxjs';
import type { Report } from '../model/events.js';
import type { HostGate, Lease } from '../model/hostGate.js';
import { beginAnew } from './beginAnew.js';
import type { HostQueue } from './hostQueue.js';
import { passOnWish } from './passOnWish.js';
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
  /** In which a request asks for its turn: first at the gate of this machine, then at one that others share. */
  readonly gates: readonly HostGate[];
  readonly report: Report;
  /** Emits when no request shall begin any more. */
  readonly stop$?: Observable<unknown>;
  /** While true is its latest value, no request begins. It has a value at once. */
  readonly held$?: Observable<boolean>;
  readonly scheduler?: SchedulerLike;
}

/**
 * Makes a request (a stream that begins it when subscribed to) wait for its turn at the host: first in the queue of this
 * run, then at each gate, which other runs share. A wish of the host for patience is told to all of them.
 *
 * ```
 * request:   --a|
 * throttle:  ~~~~~--a|     ~ the wait; subscribes to the request at its end
 * ```
 *
 * Waits, stops and ends as {@link takeTurn} does; unsubscribing in the queue gives the place up. Who is held while he has some
 * of the turns and waits for another one gives them back, for others may want them, and asks anew afterwards.
 *
 * @param options - which host, and how long the pause
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
      // Some of the turns are granted, not all.
      let isBetween = false;
      const begun$ = defer(() => {
        isBetween = false;
        return request.pipe(passOnWish(host, postpone, deps));
      });
      const turns$ = gates.reduceRight<Observable<T>>((turn, gate) => {
        const granted$ = defer(() => {
          isBetween = true;
          return turn;
        });
        return granted$.pipe(takeTurn(host, keeperAt(gate), deps));
      }, begun$);
      const heldBetween$ = held$.pipe(filter((held) => held && isBetween));
      return turns$.pipe(beginAnew(heldBetween$, held$.pipe(first((held) => !held))));
    }).pipe(queue(host));
}
