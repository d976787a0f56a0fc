import { z } from 'zod';
import type { KnownGame } from '../formats/gameChange.js';
import { plainId } from '../formats/gameId.js';
import { METADATA_COLUMNS, metadataColumns } from '../model/game.js';
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

/** In some archives that column is text like all others; `10` must come after `9` all the same. */
export const VERSION = 'CAST(coalesce(version, 0) AS INTEGER)';

/** The order of a game's versions, the latest first. */
export const LATEST_FIRST = `ORDER BY ${VERSION} DESC, rowid DESC`;

const COLUMNS = `gvuuid, ${VERSION} AS version, patchblob1_name, pat_sha224, legacy_type,
  CAST(coalesce(removed, 0) AS INTEGER) AS removed, CAST(coalesce(obsoleted, 0) AS INTEGER) AS obsoleted,
  gvjsondata, local_resource_etag, local_resource_lastmodified, local_resource_filename, ${METADATA_COLUMNS.join(', ')}`;

const LATEST_VERSIONS = `SELECT asked.value AS asked, ${COLUMNS} FROM json_each(?) AS asked
  CROSS JOIN gameversions ON gameversions.rowid = (
    SELECT rowid FROM gameversions WHERE gameid IN (asked.value, asked.value || '.0') ${LATEST_FIRST} LIMIT 1
  )`;

const text = z.string().nullable();
const versionRow = metadataColumns.extend({
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
const askedRow = versionRow.extend({ asked: z.string() });

/** The latest version of each of these games, by plain id; without those of which the archive has none. */
export function latestVersions(db: Connection, ids: readonly string[]): ReadonlyMap<string, GameVersion> {
  const rows = db.many(askedRow, LATEST_VERSIONS, JSON.stringify(ids.map(plainId)));
  return new Map(rows.map(({ asked, ...row }) => [asked, gameVersion(row)]));
}

/** A game's latest version; null when there is none. */
export function latestVersion(db: Connection, id: string): GameVersion | null {
  return latestVersions(db, [id]).get(plainId(id)) ?? null;
}

/** Every version of a game, the latest first. */
export function allVersions(db: Connection, id: string): readonly GameVersion[] {
  const sql = `SELECT ${COLUMNS} FROM gameversions WHERE gameid IN (?, ?) ${LATEST_FIRST}`;
  return db.many(versionRow, sql, ...idSpellings(id)).map(gameVersion);
}

function gameVersion({
  gvuuid,
  version,
  patchblob1_name: patchblob1Name,
  pat_sha224: patSha224,
  legacy_type: legacyType,
  removed,
  obsoleted,
  gvjsondata: json,
  local_resource_etag: etag,
  local_resource_lastmodified: lastModified,
  local_resource_filename: fileName,
  ...columns
}: z.infer<typeof versionRow>): GameVersion {
  return {
    gvuuid,
    version,
    columns,
    json,
    patchblob1Name,
    patSha224,
    legacyType,
    removed: removed === 1,
    obsoleted: obsoleted === 1,
    etag,
    lastModified,
    fileName,
  };
}
