import { type OperatorFunction, map } from 'rxjs';
import { parseGameRecord } from '../formats/gameRecord.js';
import type { CatalogPage, NewGamesPage, SeenGame } from '../model/catalog.js';
import { RecordError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { GameRecord } from '../model/game.js';

export interface NewGamesDeps {
  /** Compares records with what the archive knows about the games. */
  readonly compare: (records: readonly GameRecord[]) => readonly SeenGame[];
  readonly report: Report;
}

/**
 * Parses the records of each page and finds the hacks that the archive does not have, or has in an older state.
 *
 * ```
 * pages  --1[a b c ?]----2[d]--|
 *        --1{b c}--------2{}---|      (a and d are archived, c in an older state, ? cannot be parsed)
 * report --(?)
 * ```
 *
 * A record that cannot be parsed is reported and skipped; it never ends the stream.
 */
export function newGames(deps: NewGamesDeps): OperatorFunction<CatalogPage, NewGamesPage> {
  return map((page) => {
    const seen = deps.compare(page.records.flatMap((record) => understand(record, page.page, deps.report)));
    const games = seen.filter(({ change }) => change === null || change.major).map(({ record }) => record);
    return { ...page, seen, games };
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
