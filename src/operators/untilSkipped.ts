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

/** The items in progress, oldest first, each of which can be skipped by hand. */
export interface InProgress {
  /** Adds an item. `skip$` emits when it is skipped; `leave` removes it. */
  readonly enter: () => { readonly skip$: Observable<unknown>; readonly leave: () => void };
}

/**
 * Lets the user skip an item while it is in progress.
 *
 * ```
 * work     --a----b---|
 * skip$    -----!
 *          --a--I|        I: `instead`
 * ```
 *
 * - Skipping unsubscribes from the work and continues with `instead`.
 * - Errors pass through.
 * - Unsubscribing unsubscribes from the work, and the item is no longer in progress.
 *
 * @param instead - returns what to emit for an item that was skipped
 */
export function untilSkipped<T>(
  inProgress: InProgress,
  instead: () => ObservableInput<T>,
): MonoTypeOperatorFunction<T> {
  return (work) =>
    defer(() => {
      const { skip$, leave } = inProgress.enter();
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
