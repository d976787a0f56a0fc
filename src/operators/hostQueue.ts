import Bottleneck from 'bottleneck';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';

/** An operator that lets one stream at a time be subscribed to per host, in the order in which they came. */
export type HostQueue = <T>(host: string) => MonoTypeOperatorFunction<T>;

/**
 * Makes the queues of one run: one request at a time a host, whatever part of the run makes it.
 *
 * ```
 * a:   ---1---2|
 * b:   ---1---2|
 * merge(a.pipe(queue('h')), b.pipe(queue('h')))
 *      ---1---2---1---2|
 * ```
 *
 * A place is held until its stream completes, fails or is unsubscribed from; unsubscribing in the queue gives the place up.
 * Of Bottleneck only `maxConcurrent` is used: its `minTime` counts from the start of a request and cannot be cancelled,
 * while the gap between requests counts from the end and outlives the process, so the gate keeps it.
 */
export function createHostQueue(): HostQueue {
  const hosts = new Map<string, Bottleneck>();

  function queueOf(host: string): Bottleneck {
    const queue = hosts.get(host) ?? new Bottleneck({ maxConcurrent: 1 });
    hosts.set(host, queue);
    return queue;
  }

  return (host) => (source) =>
    new Observable((subscriber) => {
      const left = new Promise<void>((leave) => {
        subscriber.add(() => {
          leave();
        });
      });
      const waiting = queueOf(host);
      void waiting.schedule(() => {
        forgetClock(waiting);
        if (!subscriber.closed) source.subscribe(subscriber);
        return left;
      });
    });
}

/**
 * Even without a pause between jobs, Bottleneck begins none before the time at which the last one began: where the clock is put
 * back meanwhile, it would wait for that long. That time is in its own, unpublished state (hence its pinned version).
 */
function forgetClock(queue: Bottleneck): void {
  const store: unknown = Reflect.get(queue, '_store');
  if (typeof store === 'object' && store !== null) Reflect.set(store, '_nextRequest', 0);
}
