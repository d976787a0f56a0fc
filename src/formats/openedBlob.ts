import { BlobError } from '../model/errors.js';
import type { Digests, PatchKind } from '../model/patch.js';
import type { ArchiveFields } from './archiveFields.js';
import { type AttachmentHashes, attachmentHashes } from './attachment.js';
import { digests as digestsOf } from './hashes.js';
import { patchKind } from './patch.js';
import { unsealPatch } from './unsealPatch.js';

/** What is recorded about a patch's blob and can be checked against its bytes; null where nothing is recorded. */
export type BlobClaims = Pick<
  ArchiveFields,
  'patchblob1_name' | 'patchblob1_key' | 'patchblob1_sha224' | 'pat_sha224' | 'pat_sha1' | 'pat_shake_128'
>;

/** A patch's blob that was opened and found to match its row or JSON. */
export interface OpenedBlob {
  /** The blob file's bytes. */
  readonly file: Buffer;
  readonly patch: Buffer;
  readonly digests: Digests;
  readonly kind: PatchKind | null;
  /** Hashes of the file and of the patch. */
  readonly hashes: AttachmentHashes;
}

/**
 * Opens a patch's blob, and checks it and the patch inside against everything claimed about them.
 *
 * @param file - the blob file's bytes
 * @throws BlobError - it is a different file, does not decode, or holds a different patch
 */
export async function openClaimed(file: Buffer, claims: BlobClaims): Promise<OpenedBlob> {
  const patch = await unsealPatch(file, claims);
  const digests = digestsOf(patch);
  const hashes = attachmentHashes(file, patch);
  agree('pat_sha1', claims.pat_sha1?.toLowerCase(), digests.sha1);
  agree('pat_shake_128', claims.pat_shake_128, digests.shake128);
  const start = claims.patchblob1_name?.slice(-10);
  if (claims.patchblob1_sha224 === null && start !== hashes.file_hash_sha224.slice(0, 10)) {
    throw new BlobError('The blob file does not match its name: its sha224 begins differently.');
  }
  return { file, patch, digests, kind: patchKind(patch), hashes };
}

function agree(word: string, claimed: string | null | undefined, found: string): void {
  if (claimed === null || claimed === undefined || claimed === found) return;
  throw new BlobError(`The patch in the blob has ${word} ${found}, but ${claimed} is recorded for it.`);
}
