import type { Reseal, Reseals } from '../archive/reseals.js';
import type { VerifyFiles } from '../files/verifyFiles.js';
import { jsonText, readArchiveFields } from '../formats/archiveFields.js';
import { readJson } from './verifyDeps.js';

/**
 * Settles what a repair left behind that was interrupted while it resealed: takes back what no row names, and completes
 * what rows name. Call only while holding the archive's lock.
 *
 * @returns whether there was anything to settle
 * @throws ArchiveError - a file or a row cannot be written; the next call resumes
 */
export async function settleReseals(reseals: Reseals, files: VerifyFiles): Promise<boolean> {
  const left = reseals.unsettled();
  for (const { id, recorded, reseal } of left) {
    if (recorded) await finishReseal(reseal, reseals, files);
    else await discardReseal(reseal, reseals, files);
    reseals.settled(id);
  }
  return left.length > 0;
}

/**
 * Writes the new names and keys of a blob into the JSON files about it, and moves aside what it replaces, unless another
 * row names that.
 */
export async function finishReseal(
  reseal: Reseal,
  { names }: Pick<Reseals, 'names'>,
  files: VerifyFiles,
): Promise<void> {
  const { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_name, romblob_salt } = reseal;
  const words = { patchblob1_name, patchblob1_key, patchblob1_sha224, romblob_name, romblob_salt };
  const known = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
  for (const [folder, name] of reseal.told) {
    const json = await readJson(files, folder, name);
    if (json === null || readArchiveFields(json).pat_sha224 !== reseal.pat_sha224) continue;
    await files.write(folder, name, jsonText({ ...json, ...known }));
  }
  for (const name of await blobsThere(reseal.replaces, files)) if (!names(name)) await files.setAside('blobs', name);
}

async function discardReseal(reseal: Reseal, { names }: Reseals, files: VerifyFiles): Promise<void> {
  for (const name of await blobsThere(reseal, files)) if (!names(name)) await files.remove('blobs', name);
}

async function blobsThere(
  { patchblob1_name: patch, romblob_name: rom }: Reseal['replaces'],
  files: VerifyFiles,
): Promise<readonly string[]> {
  const there: string[] = [];
  for (const name of [patch, rom]) {
    if (name !== undefined && (await files.sizeOf('blobs', name)) !== null) there.push(name);
  }
  return there;
}
