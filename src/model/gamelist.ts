/** The fields of a gamelist entry that scraping fills, in the order in which a new entry has them. */
export const MANAGED_FIELDS = [
  'name',
  'desc',
  'rating',
  'releasedate',
  'developer',
  'publisher',
  'genre',
  'players',
] as const;

export type ManagedField = (typeof MANAGED_FIELDS)[number];

/** The fields that are the user's own: no strategy but `reset_all` touches them in an entry that is there. */
export const USER_FIELDS = [
  'favorite',
  'playcount',
  'lastplayed',
  'hidden',
  'completed',
  'kidgame',
  'broken',
  'nogamecount',
  'nomultiscrape',
  'hidemetadata',
  'controller',
  'altemulator',
  'collectionsortname',
  'sortname',
] as const;

export const MERGE_STRATEGIES = ['preserve_user_edits', 'refresh_metadata', 'reset_all'] as const;

export type MergeStrategy = (typeof MERGE_STRATEGIES)[number];

/** What is known of a game, as text of a gamelist entry, not yet escaped. A field that is not there is not known. */
export interface ScrapedEntry extends Readonly<Partial<Record<ManagedField, string>>> {
  /** As {@link import('./romFile.js').RomFile.path}. */
  readonly path: string;
  /** The game's id where it comes from; null when it has none. */
  readonly id: string | null;
  /** Where it comes from: `ScreenScraper.fr`. */
  readonly source: string;
  readonly sortname?: string;
}
