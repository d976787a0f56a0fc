import { defer, EMPTY, type MonoTypeOperatorFunction, type Observable, repeat, takeUntil, tap } from 'rxjs';

/**
 * Unsubscribes from the source on demand, and resubscribes once it may continue.
 *
 * ```
 * source:       ~~~~a|           ~ a wait
 * giveUp$:      -x
 * goOn$:         --g             subscribed to at x
 * resubscribe:  ~--~~~~a|
 * ```
 *
 * A source that completes or fails on its own is not resubscribed to.
 *
 * @param giveUp$ - emits when to unsubscribe from the source
 * @param goOn$ - subscribed to at that moment; emits when to resubscribe
 */
export function resubscribe<T>(giveUp$: Observable<unknown>, goOn$: Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let givenUp = false;
      const until$ = giveUp$.pipe(tap(() => (givenUp = true)));
      return defer(() => {
        givenUp = false;
        return source.pipe(takeUntil(until$));
      }).pipe(repeat({ delay: () => (givenUp ? goOn$ : EMPTY) }));
    });
}
