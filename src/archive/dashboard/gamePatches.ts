import { z } from 'zod';
import type { Connection } from '../connection.js';
import type { ReadDatabases } from '../databases.js';
import { nullableText } from '../nullableText.js';

/** For display only, so an invalid value just counts as unknown. */
const known = nullableText.catch(null);
const size = z
  .union([z.int(), z.string().transform(Number).pipe(z.int())])
  .pipe(z.int().nonnegative())
  .nullable()
  .catch(null);

const patchRow = z.object({
  patchblob1_name: known,
  patchblob1_sha224: known,
  patch_filename: known,
  patch_type: known,
  is_primary: z.unknown().transform((flag) => Number(flag) === 1),
  pat_sha1: known,
  pat_sha224: known,
  pat_shake_128: known,
  result_sha1: known,
  result_sha224: known,
  result_shake1: known,
});

/** Those of a version, including one that it shares with the game that had it first. Exported for the test that reads the plan. */
export const PATCHES = `SELECT ${Object.keys(patchRow.shape).join(', ')} FROM patchblobs
  WHERE gvuuid = ? OR patchblob1_name = ? ORDER BY is_primary DESC, patch_filename`;

const attachmentRow = z.object({
  file_size: size,
  file_crc16: known,
  file_crc32: known,
  file_hash_sha1: known,
  file_hash_sha224: known,
  file_hash_sha256: known,
  file_hash_md5: known,
  file_ipfs_cidv0: known,
  file_ipfs_cidv1: known,
  decoded_hash_sha1: known,
  decoded_hash_sha224: known,
  decoded_hash_sha256: known,
  decoded_hash_md5: known,
  decoded_ipfs_cidv0: known,
  decoded_ipfs_cidv1: known,
});

/** Not the bytes themselves. Exported for the test that reads the plan. */
export const ATTACHMENT = `SELECT ${Object.keys(attachmentRow.shape).join(', ')} FROM attachments WHERE file_name = ? LIMIT 1`;

/**
 * The sealed patches of a version, the primary one first.
 *
 * @param patchbin - null when there is none
 * @param version - the id of the version's row, and the name of its blob
 */
export function gamePatches(
  { rhdata, patchbin }: ReadDatabases,
  { gvuuid, blob }: { readonly gvuuid: string | null; readonly blob: string | null },
) {
  return rhdata.many(patchRow, PATCHES, gvuuid, blob).map((row) => ({
    fileName: row.patch_filename,
    kind: row.patch_type,
    primary: row.is_primary || (blob !== null && row.patchblob1_name === blob),
    sha1: row.pat_sha1,
    sha224: row.pat_sha224,
    shake128: row.pat_shake_128,
    result: { sha1: row.result_sha1, sha224: row.result_sha224, shake128: row.result_shake1 },
    blob: row.patchblob1_name === null ? null : { name: row.patchblob1_name, sha224: row.patchblob1_sha224 },
    attachment: attachmentOf(patchbin, row.patchblob1_name),
  }));
}

function attachmentOf(patchbin: Connection | null, blob: string | null) {
  const row = patchbin === null || blob === null ? null : patchbin.one(attachmentRow, ATTACHMENT, blob);
  if (row === null) return null;
  return {
    bytes: row.file_size,
    crc16: row.file_crc16,
    crc32: row.file_crc32,
    file: {
      sha1: row.file_hash_sha1,
      sha224: row.file_hash_sha224,
      sha256: row.file_hash_sha256,
      md5: row.file_hash_md5,
      cidV0: row.file_ipfs_cidv0,
      cidV1: row.file_ipfs_cidv1,
    },
    decoded: {
      sha1: row.decoded_hash_sha1,
      sha224: row.decoded_hash_sha224,
      sha256: row.decoded_hash_sha256,
      md5: row.decoded_hash_md5,
      cidV0: row.decoded_ipfs_cidv0,
      cidV1: row.decoded_ipfs_cidv1,
    },
  };
}
