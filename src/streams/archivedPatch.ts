import type { Connection } from '../archive/connection.js';
import { readDatabase } from '../archive/readDatabase.js';
import { type SealedPatchRow, attachedBlob, sealedPatchRow } from '../archive/sealedPatches.js';
import { readBlobFile } from '../files/readBlobFile.js';
import { applyPatch } from '../formats/patch.js';
import { romAgreement } from '../formats/romAgreement.js';
import { unsealPatch } from '../formats/unsealPatch.js';
import { BlobError } from '../model/errors.js';

/** A version of a hack for which the archive has a blob. */
export interface SealedVersion {
  readonly id: string;
  readonly blob: string;
  /** Lower-case hex; null in rows that do not have it. */
  readonly patSha224: string | null;
}

/** A patch from its blob, and what its row says about it. */
export interface ArchivedPatch {
  readonly patch: Buffer;
  readonly row: SealedPatchRow;
}

/** Where an archive keeps its patches. */
export interface PatchPlaces {
  readonly rhdata: Connection;
  /** The file of the database with the attachments. */
  readonly patchbin: string;
  /** The folder of the blobs. */
  readonly blobs: string;
}

const VERIFY = 'romflow verify lists everything that is damaged';

/**
 * Reads the patch of a version from its blob, checked against everything that its rows say about it.
 *
 * @param note - receives problems that do no harm
 * @throws BlobError - the blob or its row is missing, or the blob is damaged
 */
export async function archivedPatch(
  { id, blob, patSha224 }: SealedVersion,
  { rhdata, patchbin, blobs }: PatchPlaces,
  note: (message: string) => void,
): Promise<ArchivedPatch> {
  const row = sealedPatchRow(rhdata, blob);
  if (row === null) throw new BlobError(`The blob ${blob} of hack ${id} has no row in the archive; ${VERIFY}.`);
  let file = await readBlobFile(blobs, blob);
  if (file === null) {
    file = attachedCopy(patchbin, blob);
    if (file === null) {
      throw new BlobError(`The blob ${blob} of hack ${id} is missing, as a file and in ${patchbin}; ${VERIFY}.`);
    }
    note(`The file of blob ${blob} is missing; its copy in ${patchbin} is used instead.`);
  }
  const sealed = { ...row, pat_sha224: row.pat_sha224 ?? patSha224 };
  const patch = await unsealPatch(file, sealed).catch((error: unknown) => {
    if (!(error instanceof BlobError)) throw error;
    throw new BlobError(`The blob ${blob} of hack ${id} is damaged: ${error.message} ${VERIFY}.`);
  });
  return { patch, row };
}

/**
 * Applies a patch to the base ROM and checks the result against what is recorded about it.
 *
 * @param note - called when nothing is recorded
 * @throws BlobError - the result is not the recorded ROM
 * @throws PatchError - the patch does not apply
 */
export function patchedRom(
  id: string,
  { patch, row }: ArchivedPatch,
  base: Buffer,
  note: (message: string) => void,
): Buffer {
  const rom = applyPatch(patch, base);
  const agreement = romAgreement(rom, row);
  if (agreement === 'different') {
    throw new BlobError(`The patch of hack ${id} gives a different ROM than the one that is recorded; ${VERIFY}.`);
  }
  if (agreement === 'unknown') note('The archive has no hash of this ROM, so only the patch could be checked.');
  return rom;
}

function attachedCopy(path: string, blob: string): Buffer | null {
  const patchbin = readDatabase(path);
  try {
    return patchbin && attachedBlob(patchbin, blob);
  } finally {
    patchbin?.close();
  }
}
