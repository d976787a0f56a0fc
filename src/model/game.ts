import { z } from 'zod';
import type { AppliedPatch, TestedPatch } from './patch.js';

/** A JSON object from outside, its values not yet validated. */
export type JsonObject = Readonly<Record<string, unknown>>;

const text = z.string().nullable();

/**
 * The columns of `gameversions` that describe a hack, all text as SQLite stores it: what SMW Central says and what is derived
 * from it; null means unknown.
 */
export const metadataColumns = z.object({
  section: text,
  gametype: text,
  name: text,
  time: text,
  added: text,
  moderated: text,
  author: text,
  authors: text,
  submitter: text,
  demo: text,
  featured: text,
  length: text,
  difficulty: text,
  url: text,
  download_url: text,
  name_href: text,
  author_href: text,
  obsoleted_by: text,
  size: text,
  description: text,
  tags: text,
  tags_href: text,
  fields_type: text,
  raw_difficulty: text,
  combinedtype: text,
});

export type MetadataColumns = Readonly<z.infer<typeof metadataColumns>>;
export type MetadataColumn = keyof MetadataColumns;
export const METADATA_COLUMNS: readonly MetadataColumn[] = metadataColumns.keyof().options;

/** The value of a `gameversions` column before and after, as text; null means unknown. */
export interface ColumnChange {
  readonly old: string | null;
  readonly new: string | null;
}

/** How a catalog record differs from the archive's version of the game. */
export interface GameChange {
  /** Whether it warrants a version of its own. */
  readonly major: boolean;
  /** What differs, by column, in the order of {@link METADATA_COLUMNS}; empty when it is not major. */
  readonly columns: Readonly<Record<string, ColumnChange>>;
  /** Whether the download is, or may be, a different file. */
  readonly otherFile: boolean;
}

/** A parsed catalog record: one hack. */
export interface GameRecord {
  readonly id: string;
  /** Plain text, entities decoded. */
  readonly name: string;
  /** As the site gives it, entities decoded: protocol-relative, absolute, or junk; null when there is none. */
  readonly downloadUrl: string | null;
  /** The record exactly as received. */
  readonly raw: JsonObject;
  /** `raw` with its fields promoted and filled in, for `hacks/<id>`. */
  readonly normalized: JsonObject;
  readonly columns: MetadataColumns;
}

/** A ZIP (or bare patch) below the archive root. */
export interface StoredZip {
  /** Relative to the archive root, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** The file's name in the download URL, percent-decoded; shown and recorded, never used as a path. */
  readonly fileName: string | null;
}

/** A row of the fetch queue that a worker has taken. */
export interface QueuedGame {
  readonly queueId: string;
  readonly record: GameRecord;
  /** The ZIP fetched by an earlier, interrupted run; null when it has yet to be fetched. */
  readonly zip: StoredZip | null;
  /** Failed attempts so far. */
  readonly tries: number;
}

/** A game whose ZIP is in the archive. */
export interface DownloadedGame {
  readonly game: QueuedGame;
  readonly zip: StoredZip;
}

/** A game whose patches have all been tested, best score first. */
export interface TestedGame extends DownloadedGame {
  readonly patches: readonly TestedPatch[];
}

/** A game with the patches that get a blob and rows, the primary one first. */
export interface ChosenGame extends TestedGame {
  readonly chosen: readonly [AppliedPatch, ...AppliedPatch[]];
}
