import { type MonoTypeOperatorFunction, filter, takeUntil } from 'rxjs';
import { OutputClosedError } from '../model/errors.js';
import { aborted } from './aborted.js';

/**
 * Ends a course, with all that it has in hand, when the reader of the output has gone: it needs nothing any more. Whatever else
 * stops a run lets it finish what is in hand.
 *
 * ```
 * course  --a--b--c--|
 * signal  ------!         (an OutputClosedError)
 *         --a--b|
 * ```
 *
 * Errors go through.
 *
 * @param signal - aborted when the run shall end
 */
export function untilUnread<T>(signal: AbortSignal): MonoTypeOperatorFunction<T> {
  return takeUntil(aborted(signal).pipe(filter((reason) => reason instanceof OutputClosedError)));
}
