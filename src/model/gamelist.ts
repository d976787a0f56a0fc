/** The fields of a gamelist entry that scraping fills, in the order in which a new entry lists them. */
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

/** The user's own fields: in an existing entry, no strategy but `reset_all` touches them. */
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

/** What is known of a game, as the unescaped text of a gamelist entry. An absent field is unknown. */
export interface ScrapedEntry extends Readonly<Partial<Record<ManagedField, string>>> {
  /** As {@link import('./romFile.js').RomFile.path}. */
  readonly path: string;
  /** The game's id at its source; null when it has none. */
  readonly id: string | null;
  /** Its source, such as `ScreenScraper.fr`. */
  readonly source: string;
  readonly sortname?: string;
}
