import { defer, EMPTY, type MonoTypeOperatorFunction, type Observable, repeat, takeUntil, tap } from 'rxjs';

/**
 * Ends the source when something else is given precedence, and subscribes to it anew once it may go on.
 *
 * ```
 * source:      ~~~~--a|        ~ a wait that can be given up
 * giveUp$:     -x
 * goOn$:         --g
 * beginAnew:   -----~~~~--a|
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
