import Bottleneck from 'bottleneck';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';

/** An operator that subscribes to one source at a time per host, in order of arrival. */
export type HostQueue = <T>(host: string) => MonoTypeOperatorFunction<T>;

/**
 * Creates the queues of one run: one request per host at a time, whichever part of the run makes it.
 *
 * ```
 * a:   ---1---2|
 * b:   ---1---2|
 * merge(a.pipe(queue('h')), b.pipe(queue('h')))
 *      ---1---2---1---2|
 * ```
 *
 * - A slot is held until its source completes, fails or is unsubscribed from; unsubscribing while queued gives up the place.
 * - Of Bottleneck only `maxConcurrent` is used. Its `minTime` counts from the start of a request and cannot be cancelled,
 *   whereas the gap between requests counts from the end and outlives the process; the gate enforces it.
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
 * Even without `minTime`, Bottleneck starts no job before the time at which the previous one started: if the clock is set back
 * in between, it waits until the clock has caught up. That time is private state of Bottleneck's (hence its pinned version).
 */
function forgetClock(queue: Bottleneck): void {
  const store: unknown = Reflect.get(queue, '_store');
  if (typeof store === 'object' && store !== null) Reflect.set(store, '_nextRequest', 0);
}
