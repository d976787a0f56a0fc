import type { JsonObject } from '../model/game.js';
import { servedRecord, siteTime, type SiteGame } from './siteGame.js';

/** The source of the site's catalog pages; even a huge catalog need not be held in memory. */
export interface SiteCatalog {
  readonly total: number;
  /** The record at an index from 0 up to `total` (exclusive), newest first. */
  readonly record: (index: number) => JsonObject;
  /** The hack with this id, for `getfile` and downloads. */
  readonly find?: (id: string) => SiteGame | undefined;
}

/** A catalog that can be edited while the site runs, as moderators do. */
export interface EditableCatalog extends Required<SiteCatalog> {
  /** Newest first. */
  readonly games: readonly SiteGame[];
  readonly add: (game: SiteGame) => void;
  /** Replaces the hack with the same id. */
  readonly replace: (game: SiteGame) => void;
  readonly remove: (id: string) => void;
}

/**
 * Holds a few hacks in memory, newest first.
 *
 * @param originOf - returns the site's origin, which is not known before it listens
 */
export function editableCatalog(games: readonly SiteGame[], originOf: () => string): EditableCatalog {
  let sorted = newestFirst(games);
  return {
    get games() {
      return sorted;
    },
    get total() {
      return sorted.length;
    },
    record: (index) => {
      const game = sorted[index];
      if (game === undefined) throw new RangeError(`The catalog has no record ${index}.`);
      return servedRecord(game, originOf());
    },
    find: (id) => sorted.find((game) => game.id === id),
    add: (game) => {
      sorted = newestFirst([...sorted, game]);
    },
    replace: (game) => {
      sorted = newestFirst(sorted.map((old) => (old.id === game.id ? game : old)));
    },
    remove: (id) => {
      sorted = sorted.filter((game) => game.id !== id);
    },
  };
}

const newestFirst = (games: readonly SiteGame[]): readonly SiteGame[] =>
  [...games].sort((a, b) => siteTime(b) - siteTime(a) || Number(b.id) - Number(a.id));
