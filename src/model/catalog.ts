import type { GameChange, GameRecord } from './game.js';

/** One page of the catalog as received, before any record on it is parsed. */
export interface CatalogPage {
  readonly page: number;
  /** Null when the site does not say. */
  readonly lastPage: number | null;
  readonly records: readonly unknown[];
  /** Null on the last page. */
  readonly nextPageUrl: string | null;
  /** What to store of it; null when it comes from an interrupted crawl and is already stored. */
  readonly fetched: FetchedPage | null;
}

/** The contents of a page. */
export interface ParsedPage extends Omit<CatalogPage, 'fetched'> {
  /** How many records the whole catalog has; null when the site does not say. */
  readonly total: number | null;
}

/** A page as stored with its crawl. */
export interface FetchedPage {
  /** Counted from 0 in reading order, whatever number the site gives it. */
  readonly page: number;
  /** The address followed next; null when there is none to follow. */
  readonly nextPageUrl: string | null;
  /** How many records it lists. */
  readonly records: number;
  /** The JSON as the site sent it. */
  readonly text: string;
}

/** A catalog record, compared with what the archive knows of the game. */
export interface SeenGame {
  readonly record: GameRecord;
  /** Null when the archive has no version of it. */
  readonly change: GameChange | null;
}

/** A page with every record on it that could be parsed. */
export interface NewGamesPage extends CatalogPage {
  readonly seen: readonly SeenGame[];
  /** Those that the archive does not have, or has in another form. */
  readonly games: readonly GameRecord[];
}

/** A page whose new and changed games have been queued. */
export interface EnqueuedPage extends NewGamesPage {
  /** How many of them are waiting now and were not before. */
  readonly added: number;
}

/** A page, and whether the crawl may end with it. */
export interface SettledPage extends EnqueuedPage {
  /** Whether everything after it is already known. */
  readonly settled: boolean;
}
