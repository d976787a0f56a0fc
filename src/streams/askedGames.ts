import { EMPTY, type Observable, type ObservableInput, defer, map } from 'rxjs';
import { parseGameRecord } from '../formats/gameRecord.js';
import { ItemError, RecordError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { GameRecord } from '../model/game.js';
import { catchOnly } from '../operators/catchOnly.js';
import { eachInTurn } from '../operators/eachInTurn.js';

export interface AskedGamesDeps {
  /** Fetches the record of one hack, with the site's manners and retries. */
  readonly fetchRecord: (id: string) => ObservableInput<unknown>;
  /** Puts the game into the queue, whatever became of it before. */
  readonly enqueue: (game: GameRecord) => void;
  readonly report: Report;
}

/**
 * The games that were asked for by id, listed in the catalog or not, known or not: each is looked up when the one before
 * is in the queue.
 *
 * ```
 * ids             1          2       3
 * fetchRecord(1)  --a|
 * fetchRecord(2)             --#
 * fetchRecord(3)                     -c|
 *                 --A-----------------C|
 * report          -------------(failed)
 * ```
 *
 * An id that is given again is not looked up again. One that cannot be looked up is reported as failed, for good, and the
 * others go on. Errors that end the run go through.
 */
export function askedGames(
  ids: Iterable<string> | AsyncIterable<string>,
  deps: AskedGamesDeps,
): Observable<GameRecord> {
  const lookUp = (id: string): Observable<GameRecord> =>
    defer(() => deps.fetchRecord(id)).pipe(
      map((json) => {
        const record = parseGameRecord(json);
        if (record.id !== id)
          throw new RecordError(`The site sent the record of ${record.id} instead of that of ${id}.`, id);
        deps.enqueue(record);
        deps.report({ type: 'game.queued', id: record.id, name: record.name });
        return record;
      }),
      catchOnly(ItemError, (error) => {
        // Nothing of it is in the queue, so that no later run knows that it was asked for.
        deps.report({ type: 'game.failed', id, name: id, reason: error.message, tries: 1, final: true });
        return EMPTY;
      }),
    );

  return defer(() => {
    const asked = new Set<string>();
    return eachInTurn(ids, (id) => {
      if (asked.has(id)) return EMPTY;
      asked.add(id);
      return lookUp(id);
    });
  });
}
