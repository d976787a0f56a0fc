import { type Observable, concatMap } from 'rxjs';
import { plainText } from '../formats/plainText.js';
import type { RunEvent } from '../model/events.js';
import { failureOf } from './failureOf.js';
import { writeSerially } from './writeSerially.js';

/**
 * Writes every failure of a run to a log, a line each, as it happens: `<time> <where>: <why>`. Resolves when `events$` has
 * completed and the last line is written.
 *
 * @param append - appends lines, separated by `\n`, to the log; in batches, since opening it takes longer than many a
 *   failure
 */
export function errorLog(events$: Observable<RunEvent>, append: (lines: string) => Promise<void>): Promise<void> {
  const lines$ = events$.pipe(
    concatMap((event) => {
      const failure = failureOf(event);
      return failure === null ? [] : [`${event.t} ${plainText(failure)}`];
    }),
  );
  return writeSerially(lines$, (lines) => append(lines.join('\n')));
}
