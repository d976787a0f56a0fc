import { defer, EMPTY, type MonoTypeOperatorFunction, type Observable, repeat, takeUntil, tap } from 'rxjs';

/**
 * Unsubscribes from the source on demand, and resubscribes once it may continue.
 *
 * ```
 * source:       ~~~~a|           ~ a wait
 * stop$:        -x
 * resume$:       --g             subscribed to at x
 * resubscribe:  ~--~~~~a|
 * ```
 *
 * A source that completes or fails on its own is not resubscribed to.
 *
 * @param stop$ - emits when to unsubscribe from the source
 * @param resume$ - subscribed to at that moment; emits when to resubscribe
 */
export function resubscribe<T>(stop$: Observable<unknown>, resume$: Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let stopped = false;
      const until$ = stop$.pipe(tap(() => (stopped = true)));
      return defer(() => {
        stopped = false;
        return source.pipe(takeUntil(until$));
      }).pipe(repeat({ delay: () => (stopped ? resume$ : EMPTY) }));
    });
}
