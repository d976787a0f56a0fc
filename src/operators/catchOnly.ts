import { type ObservableInput, type OperatorFunction, catchError, throwError } from 'rxjs';

/**
 * Catches errors of one class and continues with another observable; any other error passes through.
 *
 * ```
 * source      --a--#        (an error of that class)
 * handle           -b|
 *             --a---b|
 * ```
 *
 * @param kind - the class to catch, subclasses included
 * @param handle - returns what to continue with; may throw
 */
export function catchOnly<T, E extends Error, R>(
  kind: abstract new (...parts: never[]) => E,
  handle: (error: E) => ObservableInput<R>,
): OperatorFunction<T, T | R> {
  return catchError((error: unknown) => (error instanceof kind ? handle(error) : throwError(() => error)));
}
