import { BlobError } from '../model/errors.js';
import { MAX_PATCH_BYTES, openBlob } from './blob.js';
import { parsePatchKey } from './blobKey.js';
import { sha224Hex } from './hashes.js';

/** What a row says about a patch's blob; null where an old row does not say. Hashes are lower-case hex. */
export interface SealedPatch {
  /** 60 characters, or 44. */
  readonly patchblob1_key: string | null;
  readonly patchblob1_sha224: string | null;
  readonly pat_sha224: string | null;
}

/**
 * Opens a patch's blob, and checks it and the patch against whatever their row says about them.
 *
 * @param file - the blob file's bytes
 * @returns the patch
 * @throws BlobError - a different file, an invalid key, a blob that does not decode, or a different patch inside
 */
export async function unsealPatch(file: Buffer, row: SealedPatch): Promise<Buffer> {
  agree('blob file', sha224Hex(file), row.patchblob1_sha224);
  if (row.patchblob1_key === null) throw new BlobError('No key is recorded for the blob.');
  const patch = await openBlob(file, [parsePatchKey(row.patchblob1_key)], MAX_PATCH_BYTES);
  agree('patch in the blob', sha224Hex(patch), row.pat_sha224);
  return patch;
}

function agree(what: string, found: string, recorded: string | null): void {
  if (recorded === null || recorded.toLowerCase() === found) return;
  throw new BlobError(`The ${what} has sha224 ${found}, but ${recorded} is recorded for it.`);
}
