import { type MonoTypeOperatorFunction, filter, takeUntil } from 'rxjs';
import { OutputClosedError } from '../model/errors.js';
import { aborted } from './aborted.js';

/**
 * Ends a course, along with all its work in progress, when the reader of the output has gone: nothing is needed any more.
 * Anything else that stops a run lets it finish its work in progress.
 *
 * ```
 * course  --a--b--c--|
 * signal  ------!         (an OutputClosedError)
 *         --a--b|
 * ```
 *
 * Errors pass through.
 *
 * @param signal - aborted when the run is to end
 */
export function untilOutputClosed<T>(signal: AbortSignal): MonoTypeOperatorFunction<T> {
  return takeUntil(aborted(signal).pipe(filter((reason) => reason instanceof OutputClosedError)));
}
