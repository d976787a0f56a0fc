import { defer, EMPTY, type MonoTypeOperatorFunction, type Observable, repeat, takeUntil, tap } from 'rxjs';

/**
 * Gives the source up when it is told to, and subscribes to it anew when it may go on.
 *
 * ```
 * source:      ~~~~a|           ~ a wait
 * giveUp$:     -x
 * goOn$:        --g             subscribed to at the x
 * beginAnew:   ~--~~~~a|
 * ```
 *
 * A source that ends by itself, or fails, has ended.
 *
 * @param giveUp$ - emits when the source is to be unsubscribed from
 * @param goOn$ - subscribed to then; emits when the source may be subscribed to again
 */
export function beginAnew<T>(giveUp$: Observable<unknown>, goOn$: Observable<unknown>): MonoTypeOperatorFunction<T> {
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
