import {
  EMPTY,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  concat,
  defer,
  finalize,
  takeUntil,
  tap,
} from 'rxjs';

/** The items in hand, oldest first, each of which can be given up. */
export interface Hands {
  /** Takes an item in hand. What it gives emits when the item is given up. */
  readonly enter: () => { readonly skip$: Observable<unknown>; readonly leave: () => void };
}

/**
 * Lets the work on an item be given up by hand.
 *
 * ```
 * work     --a----b---|
 * skip$    -----!
 *          --a--I|        I: `instead`
 * ```
 *
 * - Giving up unsubscribes from the work; then comes what `instead` gives.
 * - Errors pass on. Unsubscribing unsubscribes from the work, and the item is no longer in hand.
 *
 * @param instead - what comes of an item that was given up
 */
export function untilSkipped<T>(hands: Hands, instead: () => ObservableInput<T>): MonoTypeOperatorFunction<T> {
  return (work) =>
    defer(() => {
      const { skip$, leave } = hands.enter();
      let skipped = false;
      const given$ = skip$.pipe(
        tap(() => {
          skipped = true;
        }),
      );
      const rest$ = defer(() => (skipped ? instead() : EMPTY));
      return concat(work.pipe(takeUntil(given$), finalize(leave)), rest$);
    });
}
