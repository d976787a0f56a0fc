import { z } from 'zod';
import type { Connection } from './connection.js';
import type { Databases } from './databases.js';
import { plainId, spellings } from './gameIds.js';
import { tablesOf } from './readDatabase.js';

/** What a column holds, as text; null and empty are what is not known. */
const known = z
  .union([z.string(), z.number().transform(String), z.instanceof(Buffer).transform((bytes) => bytes.toString('utf8'))])
  .nullable()
  .default(null)
  .transform((text) => (text === '' ? null : text));
/** A number that may have been stored as text, or with a fraction that it does not have. */
const whole = known.transform((text) => text && plainId(text));
/** The row's place in its table. */
const cursor = z.number().transform(String);

/** A row of `patchblobs`; null is what it does not tell. */
const blobRow = z.object({
  cursor,
  pbuuid: known,
  gvuuid: known,
  patch_name: known,
  pat_sha1: known,
  pat_sha224: known,
  pat_shake_128: known,
  patchblob1_key: known,
  patchblob1_name: known,
  patchblob1_sha224: known,
  result_sha1: known,
  result_sha224: known,
  result_shake1: known,
  pbjsondata: known,
  patch_filename: known,
  patch_type: known,
  is_primary: whole,
  zip_source: known,
});
export type BlobRow = z.infer<typeof blobRow>;

/** The columns that older archives keep in a side table only. */
const sideRow = z.object({ patch_filename: known, patch_type: known, is_primary: whole, zip_source: known });
export type SideRow = z.infer<typeof sideRow>;

/** A row of `gameversions`, as far as it leads anywhere. */
const versionRow = z.object({
  cursor,
  gvuuid: known,
  gameid: whole,
  version: whole,
  name: known,
  patchblob1_name: known,
  pat_sha224: known,
  gvjsondata: known,
  local_resource_filename: known,
});
export type VersionRow = z.infer<typeof versionRow>;

const hashes = {
  file_crc16: known,
  file_crc32: known,
  file_ipfs_cidv0: known,
  file_ipfs_cidv1: known,
  file_hash_sha224: known,
  file_hash_sha1: known,
  file_hash_md5: known,
  file_hash_sha256: known,
  decoded_ipfs_cidv0: known,
  decoded_ipfs_cidv1: known,
  decoded_hash_sha224: known,
  decoded_hash_sha1: known,
  decoded_hash_md5: known,
  decoded_hash_sha256: known,
};

/** A row of `attachments`, with the bytes in it. */
const attachmentRow = z.object({
  cursor,
  pbuuid: known,
  gvuuid: known,
  parents: known,
  file_name: known,
  filekey: known,
  file_size: whole,
  ...hashes,
  file_data: z.instanceof(Buffer).nullable().catch(null),
});
export type AttachmentRow = z.infer<typeof attachmentRow>;

const looseRow = z.object({ cursor, file_name: known, pbuuid: known, filekey: known, decoded_hash_sha224: known });
export type LooseAttachment = z.infer<typeof looseRow>;

/** A row of `game_fetch_queue` that has a ZIP. */
const queuedRow = z.object({ cursor, gameid: whole, status: known, zip_path: known, zip_bytes: whole });
export type QueuedZip = z.infer<typeof queuedRow>;

/** A row of `patch_files_working`: a patch that the update course took out of a ZIP, and what it made of it. */
const workingRow = z.object({
  cursor,
  gameid: whole,
  zip_path: known,
  patch_filename: known,
  pat_sha224: known,
  pat_shake_128: known,
  result_shake1: known,
  patch_file_path: known,
  result_file_path: known,
});
export type WorkingRow = z.infer<typeof workingRow>;

/** The rows of an archive, one at a time, whatever shape its tables have. */
export interface VerifyRows {
  /** What SQLite itself has to say against each of the files; nothing when it is content. */
  readonly integrity: () => readonly { readonly path: string; readonly complaints: readonly string[] }[];
  /** The first row behind a cursor; `'0'` is the beginning. Null at the end. */
  readonly nextBlob: (after: string) => BlobRow | null;
  readonly nextVersion: (after: string) => VersionRow | null;
  readonly nextAttachment: (after: string) => LooseAttachment | null;
  readonly nextQueued: (after: string) => QueuedZip | null;
  readonly nextWorking: (after: string) => WorkingRow | null;
  /** The row itself, as it is by now. */
  readonly blobAt: (cursor: string) => BlobRow | null;
  readonly blobNamed: (name: string) => BlobRow | null;
  /** Rows of a patch. */
  readonly blobsOf: (patSha224: string) => readonly BlobRow[];
  /** Whether a blob of the name says that it is of this patch, or makes this ROM. */
  readonly hasBlob: (name: string, column: 'pat_shake_128' | 'result_shake1', value: string) => boolean;
  readonly hasBlobId: (pbuuid: string) => boolean;
  readonly attachmentsOf: (name: string) => readonly AttachmentRow[];
  /** Undefined when there is no side table; null when it has no row. */
  readonly sideOf: (pbuuid: string) => SideRow | null | undefined;
  readonly hasPatchName: (name: string) => boolean;
  readonly version: (gvuuid: string) => VersionRow | null;
  readonly versionsWith: (blob: string) => readonly VersionRow[];
  /** The versions of a game, the latest first. */
  readonly versionsOf: (gameid: string) => readonly VersionRow[];
  /** What the update course made of a patch, or how it came to a ROM. */
  readonly workingOf: (column: 'pat_shake_128' | 'result_shake1', value: string) => readonly WorkingRow[];
  readonly hasQueued: (gameid: string) => boolean;
}

const any = z.object({ cursor });

export function verifyRows({ rhdata, patchbin }: Databases): VerifyRows {
  const { nextOf: nextIn, first: firstIn, many: manyIn } = tablesIn(rhdata);
  const attachments = tablesIn(patchbin);
  return {
    integrity: () => [rhdata, patchbin].map((db) => ({ path: db.path, complaints: complaintsOf(db) })),
    nextBlob: nextIn(blobRow, 'patchblobs'),
    nextVersion: nextIn(versionRow, 'gameversions'),
    nextAttachment: attachments.nextOf(looseRow, 'attachments'),
    nextQueued: nextIn(queuedRow, 'game_fetch_queue'),
    nextWorking: nextIn(workingRow, 'patch_files_working'),
    blobAt: (at) => firstIn(blobRow, 'patchblobs', 'WHERE rowid = CAST(? AS INTEGER)', at),
    blobNamed: (name) => firstIn(blobRow, 'patchblobs', 'WHERE patchblob1_name = ?', name),
    blobsOf: (sha224) => manyIn(blobRow, 'patchblobs', 'WHERE pat_sha224 = ?', sha224),
    hasBlob: (name, column, value) =>
      firstIn(any, 'patchblobs', `WHERE patchblob1_name = ? AND ${column} = ?`, name, value) !== null,
    hasBlobId: (pbuuid) => firstIn(any, 'patchblobs', 'WHERE pbuuid = ?', pbuuid) !== null,
    attachmentsOf: (name) => attachments.many(attachmentRow, 'attachments', 'WHERE file_name = ? ORDER BY rowid', name),
    sideOf: (pbuuid) =>
      tablesOf(rhdata).has('patchblobs_extended')
        ? firstIn(sideRow, 'patchblobs_extended', 'WHERE pbuuid = ?', pbuuid)
        : undefined,
    hasPatchName: (name) => firstIn(any, 'rhpatches', 'WHERE patch_name = ?', name) !== null,
    version: (gvuuid) => firstIn(versionRow, 'gameversions', 'WHERE gvuuid = ?', gvuuid),
    versionsWith: (blob) => manyIn(versionRow, 'gameversions', 'WHERE patchblob1_name = ? ORDER BY rowid', blob),
    versionsOf: (gameid) =>
      manyIn(versionRow, 'gameversions', `WHERE gameid IN (?, ?) ${LATEST_FIRST}`, ...spellings(gameid)),
    workingOf: (column, value) => manyIn(workingRow, 'patch_files_working', `WHERE ${column} = ?`, value),
    hasQueued: (gameid) =>
      firstIn(any, 'game_fetch_queue', "WHERE gameid = ? AND status = 'completed'", gameid) !== null,
  };
}

const LATEST_FIRST = 'ORDER BY coalesce(version, 0) DESC, rowid DESC';

/** What a row is parsed with; its keys are columns. */
type RowSchema<T> = z.ZodType<T> & { readonly shape: object };

/** Reads whatever of a row its table has; a table that is not there has no rows. */
function tablesIn(db: Connection) {
  const selects = new Map<string, string | null>();

  function select<T>(row: RowSchema<T>, table: string): string | null {
    const wanted = Object.keys(row.shape);
    const key = `${table} ${wanted.join()}`;
    const made = selects.get(key) ?? selectOf(db, wanted, table);
    selects.set(key, made);
    return made;
  }
  function many<T>(row: RowSchema<T>, table: string, rest: string, ...values: readonly string[]): readonly T[] {
    const sql = select(row, table);
    return sql === null ? [] : db.many(row, `${sql} ${rest}`, ...values);
  }
  function first<T>(row: RowSchema<T>, table: string, rest: string, ...values: readonly string[]): T | null {
    return many(row, table, `${rest} LIMIT 1`, ...values)[0] ?? null;
  }
  const nextOf =
    <T>(row: RowSchema<T>, table: string) =>
    (after: string): T | null =>
      first(row, table, 'WHERE rowid > CAST(? AS INTEGER) ORDER BY rowid', after);
  return { many, first, nextOf };
}

const columnRow = z.object({ name: z.string() });

function selectOf(db: Connection, wanted: readonly string[], table: string): string | null {
  const columns = db.many(columnRow, `PRAGMA table_info("${table}")`).map(({ name }) => name);
  if (columns.length === 0) return null;
  const there = wanted.filter((name) => columns.includes(name)).map((name) => (name === 'file_data' ? DATA : name));
  return `SELECT ${['rowid AS cursor', ...there].join(', ')} FROM ${table}`;
}

/** More than any blob file measures is not taken into memory. */
const DATA = 'CASE WHEN length(file_data) <= 134217728 THEN file_data END AS file_data';

const complaintRow = z.object({ integrity_check: z.string() });

const complaintsOf = (db: Connection): readonly string[] =>
  db
    .many(complaintRow, 'PRAGMA integrity_check(10)')
    .map(({ integrity_check: complaint }) => complaint)
    .filter((complaint) => complaint !== 'ok');
