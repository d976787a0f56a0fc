import { type ObservableInput, type OperatorFunction, catchError, throwError } from 'rxjs';

/**
 * Goes on with something else after an error of one class.
 *
 * ```
 * source      --a--#        (an error of that class)
 * handle           -b|
 *             --a---b|
 * ```
 *
 * Any other error passes on.
 *
 * @param kind - the class, those below it included
 * @param handle - what comes instead; it may throw
 */
export function catchOnly<T, E extends Error, R>(
  kind: abstract new (...parts: never[]) => E,
  handle: (error: E) => ObservableInput<R>,
): OperatorFunction<T, T | R> {
  return catchError((error: unknown) => (error instanceof kind ? handle(error) : throwError(() => error)));
}
