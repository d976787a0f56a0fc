import type { Observable } from 'rxjs';
import { plainText } from '../formats/plainText.js';
import type { RunEvent } from '../model/events.js';
import { failureOf } from './failureOf.js';

/**
 * Writes every failure of a run to a log, a line each, as it happens: `<time> <where>: <why>`. Resolves with the number of
 * lines when `events$` has completed and the last one is written.
 *
 * @param append - adds a line, or several with `\n` between them, without the end of the last, to the log
 */
export async function errorLog(
  events$: Observable<RunEvent>,
  append: (lines: string) => Promise<void>,
): Promise<number> {
  let waiting: string[] = [];
  let count = 0;
  let busy = false;
  let written = Promise.resolve();

  // All that wait go at once: opening the log for each takes longer than many a failure, and the run would wait for it at its end.
  const writeWaiting = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      await append(lines.join('\n'));
      count += lines.length;
    }
    busy = false;
  };

  await events$.forEach((event) => {
    const failure = failureOf(event);
    if (failure === null) return;
    waiting.push(`${event.t} ${plainText(failure)}`);
    if (busy) return;
    written = writeWaiting();
    // Whoever awaits the log hears of it, but not before the events have ended.
    written.catch(() => undefined);
  });
  await written;
  return count;
}
