import { z } from 'zod';
import type { KnownGame } from '../formats/gameChange.js';
import { plainId } from '../formats/gameId.js';
import { METADATA_COLUMNS } from '../model/game.js';
import type { Connection } from './connection.js';
import { idSpellings } from './idSpellings.js';

/** A row of `gameversions`, as far as later versions depend on it. */
export interface GameVersion extends KnownGame {
  readonly gvuuid: string;
  readonly version: number;
  readonly patchblob1Name: string | null;
  readonly patSha224: string | null;
  /** A curator's; carried over from version to version. */
  readonly legacyType: string | null;
  /** Whether the last full crawl did not list it. */
  readonly removed: boolean;
  readonly obsoleted: boolean;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly fileName: string | null;
}

/** Exported for the test that reads its query plan. */
export const NEW_IDS = `SELECT value AS id FROM json_each(?) AS asked
  WHERE NOT EXISTS (SELECT 1 FROM gameversions WHERE gameid IN (asked.value, asked.value || '.0'))`;

/** In some archives that column is text like all others; `10` must come after `9` all the same. */
export const VERSION = 'CAST(coalesce(version, 0) AS INTEGER)';

/** The order of a game's versions, the latest first. */
export const LATEST_FIRST = `ORDER BY ${VERSION} DESC, rowid DESC`;

const text = z.string().nullable();
const idRow = z.object({ id: z.string() });
const metadataRow = z.record(z.enum(METADATA_COLUMNS), text);
const versionRow = z.object({
  cursor: z.number().transform(String),
  gvuuid: z.string(),
  version: z.number(),
  patchblob1_name: text,
  pat_sha224: text,
  legacy_type: text,
  removed: z.number(),
  obsoleted: z.number(),
  gvjsondata: text,
  local_resource_etag: text,
  local_resource_lastmodified: text,
  local_resource_filename: text,
});

/** Those of the ids of which the archive has no version. */
export function newIds(db: Connection, ids: readonly string[]): ReadonlySet<string> {
  const fresh = new Set(db.many(idRow, NEW_IDS, JSON.stringify(ids.map(plainId))).map(({ id }) => id));
  return new Set(ids.filter((id) => fresh.has(plainId(id))));
}

/** A game's latest version; null when there is none. */
export function latestVersion(db: Connection, id: string): GameVersion | null {
  return versionsOf(db, id, 'LIMIT 1')[0] ?? null;
}

/** Every version of a game, the latest first. */
export function allVersions(db: Connection, id: string): readonly GameVersion[] {
  return versionsOf(db, id, '');
}

function versionsOf(db: Connection, id: string, limit: '' | 'LIMIT 1'): readonly GameVersion[] {
  const rows = db.many(
    versionRow,
    `SELECT rowid AS cursor, gvuuid, ${VERSION} AS version, patchblob1_name, pat_sha224, legacy_type,
       CAST(coalesce(removed, 0) AS INTEGER) AS removed, CAST(coalesce(obsoleted, 0) AS INTEGER) AS obsoleted,
       gvjsondata, local_resource_etag, local_resource_lastmodified, local_resource_filename
     FROM gameversions WHERE gameid IN (?, ?) ${LATEST_FIRST} ${limit}`,
    ...idSpellings(id),
  );
  return rows.flatMap((row) => {
    const columns = db.one(
      metadataRow,
      `SELECT ${METADATA_COLUMNS.join(', ')} FROM gameversions WHERE rowid = CAST(? AS INTEGER)`,
      row.cursor,
    );
    if (columns === null) return [];
    return {
      gvuuid: row.gvuuid,
      version: row.version,
      columns,
      json: row.gvjsondata,
      patchblob1Name: row.patchblob1_name,
      patSha224: row.pat_sha224,
      legacyType: row.legacy_type,
      removed: row.removed === 1,
      obsoleted: row.obsoleted === 1,
      etag: row.local_resource_etag,
      lastModified: row.local_resource_lastmodified,
      fileName: row.local_resource_filename,
    };
  });
}
