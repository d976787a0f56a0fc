import { type OperatorFunction, map } from 'rxjs';
import { parseGameRecord } from '../formats/gameRecord.js';
import type { CatalogPage, NewGamesPage } from '../model/catalog.js';
import { RecordError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { GameRecord } from '../model/game.js';

export interface NewGamesDeps {
  /** Which of these ids have no row in the archive. */
  readonly newIds: (ids: readonly string[]) => ReadonlySet<string>;
  readonly report: Report;
}

/**
 * Understands the records of each page and keeps the hacks that the archive does not have.
 *
 * ```
 * pages  --1[a b ?]----2[c]--|
 *        --1{b}--------2{}---|      (a and c are archived, ? cannot be understood)
 * report --(?)
 * ```
 *
 * A record that cannot be understood is reported and skipped; it never ends the stream.
 */
export function newGames(deps: NewGamesDeps): OperatorFunction<CatalogPage, NewGamesPage> {
  return map((page) => {
    const records = page.records.flatMap((record) => understand(record, page.page, deps.report));
    const fresh = deps.newIds(records.map((record) => record.id));
    return { ...page, games: records.filter((record) => fresh.has(record.id)) };
  });
}

const understand = (json: unknown, page: number, report: Report): GameRecord[] => {
  try {
    return [parseGameRecord(json)];
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    report({ type: 'record.skipped', id: error.id, page, reason: error.message });
    return [];
  }
};
