import { z } from 'zod';
import { type ReadOnly, tableNames, textColumns } from './rows.js';

const text = z.string();
const maybe = text.nullable();
const flag = z.union([text, z.number()]).transform(String);

const gameVersion = z.object({
  gvuuid: text,
  gameid: text,
  version: z.int(),
  patchblob1_name: maybe,
  pat_sha224: maybe,
});

const patchBlob = z.object({
  pbuuid: text,
  gvuuid: text,
  patch_name: text,
  pat_sha1: text,
  pat_sha224: text,
  pat_shake_128: text,
  patchblob1_key: text,
  patchblob1_name: text,
  patchblob1_sha224: text,
  result_sha1: text,
  result_sha224: text,
  result_shake1: text,
  patch_filename: maybe,
  patch_type: maybe,
  is_primary: flag,
  zip_source: maybe,
});

const extended = z.object({
  pbuuid: text,
  patch_filename: maybe,
  patch_type: maybe,
  is_primary: flag,
  zip_source: maybe,
});

const attachment = z.object({
  gvuuid: text,
  pbuuid: text,
  parents: text
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        context.addIssue('is no JSON');
        return z.NEVER;
      }
    })
    .pipe(z.array(text)),
  file_name: text,
  filekey: text,
  file_crc16: text,
  file_crc32: text,
  file_ipfs_cidv0: text,
  file_ipfs_cidv1: text,
  file_hash_sha224: text,
  file_hash_sha1: text,
  file_hash_md5: text,
  file_hash_sha256: text,
  decoded_ipfs_cidv0: text,
  decoded_ipfs_cidv1: text,
  decoded_hash_sha224: text,
  decoded_hash_sha1: text,
  decoded_hash_md5: text,
  decoded_hash_sha256: text,
  file_size: z.int(),
  file_data: z.instanceof(Buffer),
});

export type GameVersionRow = z.infer<typeof gameVersion>;
export type PatchBlobRow = z.infer<typeof patchBlob>;
export type ExtendedRow = z.infer<typeof extended>;
export type AttachmentRow = z.infer<typeof attachment>;

/** Every row that is part of the chain. */
export interface ChainRows {
  /** Oldest version first. */
  readonly games: readonly GameVersionRow[];
  readonly blobs: readonly PatchBlobRow[];
  readonly extended: readonly ExtendedRow[];
  readonly attachments: readonly AttachmentRow[];
  /** `patch_name` of each row of `rhpatches`. */
  readonly patches: readonly string[];
}

/** Reads the rows of both databases; throws zod's message about a value of the wrong type. */
export function chainRows(rhdata: ReadOnly, patchbin: ReadOnly): ChainRows {
  return {
    games: rhdata.all(gameVersion, 'SELECT * FROM gameversions ORDER BY gameid, version'),
    blobs: rhdata.all(patchBlob, 'SELECT * FROM patchblobs ORDER BY patchblob1_name'),
    extended: rhdata.all(extended, 'SELECT * FROM patchblobs_extended'),
    attachments: patchbin.all(attachment, 'SELECT * FROM attachments ORDER BY file_name'),
    patches: rhdata
      .all(z.object({ patch_name: text }), 'SELECT patch_name FROM rhpatches')
      .map((row) => row.patch_name),
  };
}

const odd = z.object({ value: z.unknown() });

/** Values in text columns that are not text, or that were once bound as a number (`295763.0`). */
export function textProblems(db: ReadOnly): readonly string[] {
  return tableNames(db).flatMap((table) =>
    textColumns(db, table).flatMap((name) =>
      db
        .all(
          odd,
          `SELECT "${name}" AS value FROM "${table}" WHERE typeof("${name}") NOT IN ('text', 'null')
             OR ("${name}" GLOB '*[0-9].0' AND "${name}" NOT GLOB '*[^0-9.]*')`,
        )
        .map(({ value }) => `${table}.${name} holds ${typeof value} ${String(value)}, which is not plain text`),
    ),
  );
}
