import { type Observable, concatMap, count, lastValueFrom } from 'rxjs';
import { plainText } from '../formats/plainText.js';
import type { RunEvent } from '../model/events.js';
import { failureOf } from './failureOf.js';

/**
 * Writes every failure of a run to a log, a line each, as it happens: `<time> <where>: <why>`. Resolves with the number of
 * lines when `events$` has completed and the last one is written.
 *
 * @param append - adds a line, without its end, to the log
 */
export function errorLog(events$: Observable<RunEvent>, append: (line: string) => Promise<void>): Promise<number> {
  const failures$ = events$.pipe(
    concatMap((event) => {
      const failure = failureOf(event);
      return failure === null ? [] : [`${event.t} ${plainText(failure)}`];
    }),
    concatMap(append),
    count(),
  );
  return lastValueFrom(failures$);
}
