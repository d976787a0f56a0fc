import { EMPTY, type Observable, type ObservableInput, defer, map } from 'rxjs';
import { parseGameRecord } from '../formats/gameRecord.js';
import { ItemError, RecordError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { GameRecord } from '../model/game.js';
import { catchOnly } from '../operators/catchOnly.js';
import { eachInTurn } from '../operators/eachInTurn.js';

export interface RequestedGamesDeps {
  /** Fetches the record of one hack, throttled and retried. */
  readonly fetchRecord: (id: string) => ObservableInput<unknown>;
  /** Puts the game in the queue, whatever happened to it before. */
  readonly enqueue: (game: GameRecord) => void;
  readonly report: Report;
}

/**
 * The games that were requested by id, whether or not the catalog lists them and the archive knows them: each is looked up
 * once the previous one is in the queue.
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
 * - A repeated id is looked up once.
 * - An id that cannot be looked up is reported as failed for good; the others continue.
 * - Errors that end the run pass through.
 */
export function requestedGames(
  ids: Iterable<string> | AsyncIterable<string>,
  deps: RequestedGamesDeps,
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
        // It is not in the queue, so no later run will know that it was requested.
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
