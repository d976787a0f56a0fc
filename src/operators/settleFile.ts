import { EMPTY, type MonoTypeOperatorFunction } from 'rxjs';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import { catchOnly } from './catchOnly.js';

/**
 * Turns the failure of one file into an event, so that the others continue. Goes at the end of a file's own pipeline, inside
 * the outer stream.
 *
 * ```
 * file   ----#        (an ItemError)
 *        ----|
 * report ----(file.skipped)
 * ```
 *
 * Errors that end the run, and bugs, pass through.
 *
 * @param name - the file's name
 */
export function settleFile<T>(name: string, report: Report): MonoTypeOperatorFunction<T> {
  return catchOnly(ItemError, ({ message: reason }) => {
    report({ type: 'file.skipped', file: name, failed: true, reason });
    return EMPTY;
  });
}
