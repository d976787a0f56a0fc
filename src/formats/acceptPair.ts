import { BlobError } from '../model/errors.js';
import { openBlob } from './blob.js';
import { SALT_SIZE, deriveKey, romPassword } from './blobKey.js';
import { namePair, type SealedPair, type Unsealed } from './sealPair.js';
import type { SealRandomness } from './sealRandomness.js';

/** Two blobs that are claimed to be a sealed pair. */
export interface PairBlobs {
  readonly patchBlob: Buffer;
  readonly romBlob: Buffer;
}

/**
 * Accepts blobs that were sealed elsewhere: derives both keys anew, opens both blobs and compares their contents with
 * what was to be sealed. Names, key and hashes are computed here as well: of what came back, only the bytes are used.
 *
 * @throws BlobError when one does not open, or holds something else
 */
export async function acceptPair(unsealed: Unsealed, blobs: PairBlobs, chance: SealRandomness): Promise<SealedPair> {
  const { patch, patSha224, rom, baseRom } = unsealed;
  const salt = chance.random.subarray(0, SALT_SIZE);
  const [patchKey, romKey] = await Promise.all([
    deriveKey(patSha224, salt),
    deriveKey(romPassword(baseRom, patSha224), salt),
  ]);
  const inPatchBlob = await openBlob(blobs.patchBlob, [patchKey], patch.length);
  if (!inPatchBlob.equals(patch)) throw new BlobError('The blob of the patch holds something other than the patch.');
  const inRomBlob = await openBlob(blobs.romBlob, [romKey], rom.length);
  if (!inRomBlob.equals(rom)) throw new BlobError('The blob of the ROM holds something other than the ROM.');
  return namePair(unsealed, { ...blobs, salt, patchKey });
}
