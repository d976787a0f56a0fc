import { isTemporary } from '../files/atomicFile.js';
import { isAside } from '../files/verifyFiles.js';
import { readArchiveFields } from '../formats/archiveFields.js';
import { shake128Name } from '../formats/hashes.js';
import type { ArchiveFolder } from '../model/archiveFolders.js';
import { ItemError } from '../model/errors.js';
import type { Finding, Place } from '../model/verify.js';
import { type VerifyDeps, damage, notice } from './verifyDeps.js';
import { hackFileOf, recordInHack } from './verifyHack.js';
import { recoverPatch, recoverRom } from './verifyRecover.js';
import { verifyVersion } from './verifyVersion.js';
import { written } from './verifyWritten.js';

/** A file of an archive. */
export interface StoredFile {
  readonly folder: ArchiveFolder;
  readonly name: string;
}

/**
 * Verifies a file in the archive's folders: that some row knows it, and that a patch or ROM is what its name says. Call
 * once every row has been verified.
 */
export async function verifyFile(file: StoredFile, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { folder, name } = file;
  const place: Place = { kind: 'orphan', what: name, where: `${folder}/${name}` };
  if (name.startsWith('.') || isAside(name)) return [];
  if (isTemporary(name) || folder === 'temp') {
    const mend = { how: 'removed', run: () => deps.files.remove(folder, name) };
    return [notice({ ...place, kind: 'temporary' }, 'An interrupted run left it behind, perhaps half written.', mend)];
  }
  if (folder === 'meta') return [];
  if (folder === 'hacks' && deps.rows.versionsOf(name).length > 0) return [];
  if (!deps.ledger.knows(place.where)) return [await unknown(file, place, deps)];
  if (folder === 'patch' || folder === 'rom') return contentFindings(folder, name, { ...place, kind: folder }, deps);
  return [];
}

const ROM_NAME = /^[0-9]{1,20}_(.{32})\.sfc$/;

async function contentFindings(
  folder: 'patch' | 'rom',
  name: string,
  place: Place,
  deps: VerifyDeps,
): Promise<readonly Finding[]> {
  const shake = folder === 'patch' ? name : ROM_NAME.exec(name)?.[1];
  if (shake === undefined) return [];
  try {
    const bytes = await deps.files.read(folder, name);
    if (bytes === null || shake128Name(bytes) === shake) return [];
  } catch (error) {
    if (error instanceof ItemError) return [damage(place, error.message)];
    throw error;
  }
  const identity = { pat_shake_128: shake, pat_sha224: null, pat_sha1: null };
  const sound = folder === 'patch' ? await recoverPatch(identity, [], deps) : await recoverRom(shake, deps);
  return [
    damage(place, 'It is damaged: its name does not match its hash.', sound && written(folder, name, sound, deps)),
  ];
}

/** A hack that `romflow update` has recorded must have a row. Any other file that no row knows is only reported. */
async function unknown({ folder, name }: StoredFile, place: Place, deps: VerifyDeps): Promise<Finding> {
  const { rows, repairs } = deps;
  if (folder !== 'hacks' || !rows.hasQueued(name)) return notice(place, 'No row refers to it.');
  const lost: Place = { kind: 'chain', what: name, where: 'gameversions' };
  const reason = 'The game was recorded, but no longer has a row.';
  const said = readArchiveFields(await hackFileOf(name, deps));
  const named = said.patchblob1_name === null ? null : rows.blobNamed(said.patchblob1_name);
  const blob = named ?? (said.pat_sha224 === null ? undefined : rows.blobsOf(said.pat_sha224)[0]);
  const record = blob === undefined ? null : await recordInHack(name, blob, deps);
  if (blob === undefined || record === null) return damage(lost, reason);
  const { patchblob1_name, pat_sha224 } = blob;
  const row = { patchblob1_name, pat_sha224 };
  return damage(lost, reason, {
    how: `recreated from ${place.where}`,
    run: () => repairs.addVersion(deps.uuid(), record, row),
    recheck: async () => {
      const [made] = rows.versionsOf(name);
      return made === undefined ? [] : verifyVersion(made, deps);
    },
  });
}
