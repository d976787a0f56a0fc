import { z } from 'zod';
import { parseJsonObject, readArchiveFields } from '../formats/archiveFields.js';
import type { Connection } from './connection.js';
import type { Databases } from './databases.js';
import { hexSpellings, idSpellings } from './idSpellings.js';
import { tablesOf } from './readDatabase.js';
import { namesBlob } from './reseals.js';
import {
  type AttachmentRow,
  attachmentRow,
  type BlobRow,
  blobRow,
  cursor,
  intentRow,
  type LooseAttachment,
  looseRow,
  queuedRow,
  type QueuedZip,
  type SideRow,
  sideRow,
  type VersionRow,
  versionRow,
  type WorkingRow,
  workingRow,
} from './verifyRowShapes.js';
import { tablesIn } from './verifyTables.js';
import { LATEST_FIRST } from './versions.js';

/** The rows of an archive, one at a time, whatever shape its tables have. */
export interface VerifyRows {
  /** What SQLite's own integrity check complains about in each of the files; nothing when they are sound. */
  readonly integrity: () => readonly { readonly path: string; readonly complaints: readonly string[] }[];
  /** The first row after a cursor; `'0'` is the beginning. Null at the end. */
  readonly nextBlob: (after: string) => BlobRow | null;
  readonly nextVersion: (after: string) => VersionRow | null;
  readonly nextAttachment: (after: string) => LooseAttachment | null;
  readonly nextQueued: (after: string) => QueuedZip | null;
  readonly nextWorking: (after: string) => WorkingRow | null;
  /** The row at a cursor, as it is by now. */
  readonly blobAt: (cursor: string) => BlobRow | null;
  readonly blobNamed: (name: string) => BlobRow | null;
  /** Rows of a patch. */
  readonly blobsOf: (patSha224: string) => readonly BlobRow[];
  /** Whether the row of a blob of that name claims that it is of this patch, or makes this ROM. */
  readonly hasBlob: (name: string, column: 'pat_shake_128' | 'result_shake1', value: string) => boolean;
  /** Whether any row names this blob, of a patch or a ROM. */
  readonly names: (blob: string) => boolean;
  readonly hasBlobId: (pbuuid: string) => boolean;
  /** Whether a run or a repair has announced a blob of that name and not recorded it yet. */
  readonly isAnnounced: (name: string) => boolean;
  readonly attachmentsOf: (name: string) => readonly AttachmentRow[];
  /** Undefined when there is no side table; null when it has no row. */
  readonly sideOf: (pbuuid: string) => SideRow | null | undefined;
  readonly hasPatchName: (name: string) => boolean;
  readonly version: (gvuuid: string) => VersionRow | null;
  readonly versionsWith: (blob: string) => readonly VersionRow[];
  /** The versions of a game, the latest first. */
  readonly versionsOf: (gameid: string) => readonly VersionRow[];
  /** What `romflow update` made of a patch, or how it came to a ROM. */
  readonly workingOf: (column: 'pat_shake_128' | 'result_shake1', value: string) => readonly WorkingRow[];
  /** The ZIPs of a game from which `romflow update` has taken a patch. */
  readonly zipsReadOf: (gameid: string) => readonly (string | null)[];
  /** Whether `romflow update` has completed a game. */
  readonly hasQueued: (gameid: string) => boolean;
}

const any = z.object({ cursor });

export function verifyRows({ rhdata, patchbin }: Databases): VerifyRows {
  const { nextOf: nextIn, first: firstIn, many: manyIn } = tablesIn(rhdata);
  const attachments = tablesIn(patchbin);
  const has = (table: string, rest: string, ...values: readonly string[]): boolean =>
    firstIn(any, table, rest, ...values) !== null;
  return {
    integrity: () => [rhdata, patchbin].map((db) => ({ path: db.path, complaints: complaintsOf(db) })),
    nextBlob: nextIn(blobRow, 'patchblobs'),
    nextVersion: nextIn(versionRow, 'gameversions'),
    nextAttachment: attachments.nextOf(looseRow, 'attachments'),
    nextQueued: nextIn(queuedRow, 'game_fetch_queue'),
    nextWorking: nextIn(workingRow, 'patch_files_working'),
    blobAt: (at) => firstIn(blobRow, 'patchblobs', 'WHERE rowid = CAST(? AS INTEGER)', at),
    blobNamed: (name) => firstIn(blobRow, 'patchblobs', 'WHERE patchblob1_name = ?', name),
    blobsOf: (sha224) => manyIn(blobRow, 'patchblobs', 'WHERE pat_sha224 IN (?, ?)', ...hexSpellings(sha224)),
    hasBlob: (name, column, value) => has('patchblobs', `WHERE patchblob1_name = ? AND ${column} = ?`, name, value),
    names: (blob) => namesBlob(rhdata, blob),
    hasBlobId: (pbuuid) => has('patchblobs', 'WHERE pbuuid = ?', pbuuid),
    isAnnounced: (name) =>
      manyIn(intentRow, 'patch_files_working', "WHERE status IN ('sealed', 'resealing')").some(
        ({ blob_data: names }) => names !== null && readArchiveFields(parseJsonObject(names)).patchblob1_name === name,
      ),
    attachmentsOf: (name) => attachments.many(attachmentRow, 'attachments', 'WHERE file_name = ? ORDER BY rowid', name),
    sideOf: (pbuuid) =>
      tablesOf(rhdata).has('patchblobs_extended')
        ? firstIn(sideRow, 'patchblobs_extended', 'WHERE pbuuid = ?', pbuuid)
        : undefined,
    hasPatchName: (name) => has('rhpatches', 'WHERE patch_name = ?', name),
    version: (gvuuid) => firstIn(versionRow, 'gameversions', 'WHERE gvuuid = ?', gvuuid),
    versionsWith: (blob) => manyIn(versionRow, 'gameversions', 'WHERE patchblob1_name = ? ORDER BY rowid', blob),
    versionsOf: (gameid) =>
      manyIn(versionRow, 'gameversions', `WHERE gameid IN (?, ?) ${LATEST_FIRST}`, ...idSpellings(gameid)),
    workingOf: (column, value) => manyIn(workingRow, 'patch_files_working', `WHERE ${column} = ?`, value),
    zipsReadOf: (gameid) =>
      manyIn(
        workingRow,
        'patch_files_working',
        'WHERE gameid IN (?, ?) AND pat_sha224 IS NOT NULL',
        ...idSpellings(gameid),
      ).map(({ zip_path: zip }) => zip),
    hasQueued: (gameid) =>
      has('game_fetch_queue', "WHERE gameid IN (?, ?) AND status = 'completed'", ...idSpellings(gameid)),
  };
}

const complaintRow = z.object({ integrity_check: z.string() });

const complaintsOf = (db: Connection): readonly string[] =>
  db
    .many(complaintRow, 'PRAGMA integrity_check(10)')
    .map(({ integrity_check: complaint }) => complaint)
    .filter((complaint) => complaint !== 'ok');
