import { plainId } from '../formats/gameId.js';
import type { GameRecord, StoredZip } from '../model/game.js';
import type { ChangedColumns, NamedPatch } from './changedColumns.js';
import type { Connection, Row } from './connection.js';
import type { RowDeps } from './databases.js';
import { isKnown } from './nullableText.js';
import { sqlTime } from './sqlTime.js';
import type { GameVersion } from './versions.js';

/** A version to be written. */
export interface NewVersion {
  readonly record: GameRecord;
  /** Null when the archive has no blob of it. */
  readonly patch: NamedPatch | null;
  /** Null when the archive has no download of it. */
  readonly zip: StoredZip | null;
  /** The latest version so far. */
  readonly before: GameVersion | null;
  /** How it differs from that one. */
  readonly changed: ChangedColumns | null;
  /** A curator's `legacy_type` that came with the record; that of the previous version takes precedence. */
  readonly legacyType: string | null;
}

/** Writes the next version of a game. */
export function insertVersion(
  rhdata: Connection,
  { record, patch, zip, before, changed, legacyType }: NewVersion,
  { now, uuid }: RowDeps,
): Pick<GameVersion, 'gvuuid' | 'version'> {
  const gvuuid = uuid();
  const row = nextVersion(record, before, changed);
  rhdata.insert('gameversions', {
    ...row,
    gvuuid,
    patchblob1_name: patch?.patchblob1Name ?? null,
    pat_sha224: patch?.patSha224 ?? null,
    legacy_type: isKnown(before?.legacyType) ? before.legacyType : (legacyType ?? before?.legacyType ?? null),
    local_resource_etag: zip?.etag ?? null,
    local_resource_lastmodified: zip?.lastModified ?? null,
    local_resource_filename: zip?.path ?? null,
    gvimport_time: sqlTime(now()),
  });
  return { gvuuid, version: Number(row.version) };
}

/** The row of a game's next version, whatever its patch is. */
export function nextVersion(
  record: GameRecord,
  before: GameVersion | null,
  changed: ChangedColumns | null,
): Row & { readonly version: string } {
  return {
    ...record.columns,
    gvchange_attributes: changed && JSON.stringify(Object.keys(changed)),
    gvchanges: changed && JSON.stringify(changed),
    gameid: plainId(record.id),
    version: String((before?.version ?? 0) + 1),
    // Only a crawl that lists the game clears the mark: it may have been waiting since before it was removed.
    removed: before?.removed === true ? '1' : '0',
    obsoleted: isKnown(record.columns.obsoleted_by) || isCurated(before) ? '1' : '0',
    name: record.name,
    gvjsondata: JSON.stringify(record.raw),
    legacy_type: before?.legacyType ?? null,
  };
}

/** A mark as obsolete that names no successor is a curator's, and is carried over. */
const isCurated = (before: GameVersion | null): boolean =>
  before !== null && before.obsoleted && !isKnown(before.columns.obsoleted_by);
