import type { GameRecord } from './game.js';

/** One page of the catalog as it came, before anything on it is understood. */
export interface CatalogPage {
  readonly page: number;
  /** Null when the site does not say. */
  readonly lastPage: number | null;
  readonly records: readonly unknown[];
  /** Null on the last page. */
  readonly nextPageUrl: string | null;
  /** Read from an interrupted crawl instead of fetched. */
  readonly cached: boolean;
}

/** A page with the hacks on it that the archive does not have. */
export interface NewGamesPage extends CatalogPage {
  readonly games: readonly GameRecord[];
}

/** A page whose new games wait in the queue. */
export interface EnqueuedPage extends NewGamesPage {
  /** How many of them the queue did not know before. */
  readonly added: number;
}
