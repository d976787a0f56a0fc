import { z } from 'zod';
import { plainId } from '../formats/gameId.js';

/** What a column holds, as text; null and empty mean unknown. */
const known = z
  .union([z.string(), z.number().transform(String), z.instanceof(Buffer).transform((bytes) => bytes.toString('utf8'))])
  .nullable()
  .default(null)
  .transform((text) => (text === '' ? null : text));
/** A number that may have been stored as text, or with a fraction that it does not have (`.0`). */
const whole = known.transform((text) => text && plainId(text));
/** A hexadecimal hash, which some tools have written in upper case. */
const hex = known.transform((text) => text?.toLowerCase() ?? null);
/** The row's rowid. */
export const cursor = z.number().transform(String);

/** A row of `patchblobs`; null is what it lacks. */
export const blobRow = z.object({
  cursor,
  pbuuid: known,
  gvuuid: known,
  patch_name: known,
  pat_sha1: hex,
  pat_sha224: hex,
  pat_shake_128: known,
  patchblob1_key: known,
  patchblob1_name: known,
  patchblob1_sha224: hex,
  result_sha1: hex,
  result_sha224: hex,
  result_shake1: known,
  pbjsondata: known,
  patch_filename: known,
  patch_type: known,
  is_primary: whole,
  zip_source: known,
});
export type BlobRow = z.infer<typeof blobRow>;

/** The columns that older archives keep only in a side table. */
export const sideRow = z.object({ patch_filename: known, patch_type: known, is_primary: whole, zip_source: known });
export type SideRow = z.infer<typeof sideRow>;

/** A row of `gameversions`, as far as a verification follows it. */
export const versionRow = z.object({
  cursor,
  gvuuid: known,
  gameid: whole,
  version: whole,
  name: known,
  patchblob1_name: known,
  pat_sha224: hex,
  gvjsondata: known,
  local_resource_filename: known,
});
export type VersionRow = z.infer<typeof versionRow>;

const hashes = {
  file_crc16: hex,
  file_crc32: hex,
  file_ipfs_cidv0: known,
  file_ipfs_cidv1: known,
  file_hash_sha224: hex,
  file_hash_sha1: hex,
  file_hash_md5: hex,
  file_hash_sha256: hex,
  decoded_ipfs_cidv0: known,
  decoded_ipfs_cidv1: known,
  decoded_hash_sha224: hex,
  decoded_hash_sha1: hex,
  decoded_hash_md5: hex,
  decoded_hash_sha256: hex,
};

/** A row of `attachments`, with the bytes in it. */
export const attachmentRow = z.object({
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

/** A row of `attachments` without its bytes: what is needed to find its owner. */
export const looseRow = z.object({ cursor, file_name: known, filekey: known });
export type LooseAttachment = z.infer<typeof looseRow>;

/** A row of `game_fetch_queue` that has a ZIP. */
export const queuedRow = z.object({
  cursor,
  gameid: whole,
  status: known,
  zip_path: known,
  zip_bytes: whole,
});
export type QueuedZip = z.infer<typeof queuedRow>;

/** A row of `patch_files_working`: a patch that `romflow update` took out of a ZIP, and what it made of it. */
export const workingRow = z.object({
  cursor,
  gameid: whole,
  zip_path: known,
  patch_filename: known,
  pat_sha224: hex,
  pat_shake_128: known,
  result_shake1: known,
  patch_file_path: known,
  result_file_path: known,
});
export type WorkingRow = z.infer<typeof workingRow>;

/** What a row of `patch_files_working` announces about a blob. */
export const intentRow = z.object({ blob_data: known });
