import type { GameChange, GameRecord } from './game.js';

/** One page of the catalog as it came, before anything on it is understood. */
export interface CatalogPage {
  readonly page: number;
  /** Null when the site does not say. */
  readonly lastPage: number | null;
  readonly records: readonly unknown[];
  /** Null on the last page. */
  readonly nextPageUrl: string | null;
  /** What is to be kept of it; null where it was kept before, and comes from an interrupted crawl. */
  readonly fetched: FetchedPage | null;
}

/** What a page says. */
export interface ParsedPage extends Omit<CatalogPage, 'fetched'> {
  /** How many records the whole catalog has; null when the site does not say. */
  readonly total: number | null;
}

/** A page as it is written into a crawl. */
export interface FetchedPage {
  /** Counted from 0 in the order in which they are read, whatever the site calls it. */
  readonly page: number;
  /** The address that is followed from it; null where there is none to follow. */
  readonly nextPageUrl: string | null;
  /** How many records it lists. */
  readonly records: number;
  /** The JSON that the site sent. */
  readonly text: string;
}

/** A record of the catalog beside what the archive knows of the game. */
export interface SeenGame {
  readonly record: GameRecord;
  /** Null when the archive has no version of it. */
  readonly change: GameChange | null;
}

/** A page with every record on it that can be understood. */
export interface NewGamesPage extends CatalogPage {
  readonly seen: readonly SeenGame[];
  /** Those of them that the archive does not have, or has otherwise. */
  readonly games: readonly GameRecord[];
}

/** A page whose new and changed games wait in the queue. */
export interface EnqueuedPage extends NewGamesPage {
  /** How many of them wait now and did not before. */
  readonly added: number;
}

/** A page that tells whether the crawl may end with it. */
export interface SettledPage extends EnqueuedPage {
  /** Whatever comes after it is known already. */
  readonly settled: boolean;
}
