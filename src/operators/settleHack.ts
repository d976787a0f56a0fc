import { type MonoTypeOperatorFunction, of, tap } from 'rxjs';
import type { PlacedHack } from '../formats/publishPlan.js';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import { catchOnly } from './catchOnly.js';
import type { PublishedHack } from './publishRom.js';

/**
 * Turns the outcome of one hack into an event, a failure included, so that the others continue. Goes at the end of a hack's
 * own pipeline, inside `pull`.
 *
 * ```
 * hack   ----#          (an ItemError)
 *        ----(F|)       F: failed
 * report ----(rom.published)
 * ```
 *
 * - A file that the user has changed is also reported as a warning.
 * - Errors that end the run, and bugs, pass through.
 */
export function settleHack(placed: PlacedHack, report: Report): MonoTypeOperatorFunction<PublishedHack> {
  return (source) =>
    source.pipe(
      catchOnly(ItemError, ({ message }) => of({ ...placed, outcome: 'failed' as const, reason: message })),
      tap(({ hack: { id, name }, path, step, outcome, reason }) => {
        if (step.do === 'leave' && step.edited) {
          report({ type: 'warning', message: `${id} ${name}: ${path}: ${step.why}.` });
        }
        report({ type: 'rom.published', id, name, file: path, outcome, reason });
      }),
    );
}
