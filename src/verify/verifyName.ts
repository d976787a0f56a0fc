import type { BlobRow, VersionRow } from '../archive/verifyRowShapes.js';
import { parseJsonObject, readArchiveFields } from '../formats/archiveFields.js';
import { sha224Hex } from '../formats/hashes.js';
import type { Finding, Place, Repair } from '../model/verify.js';
import { type VerifyDeps, damage, readIfSound, readJson } from './verifyDeps.js';
import { copiesOf } from './verifyRecover.js';

/**
 * Checks that a row of `patchblobs` has the name of its blob. With another name, or none, it leads nowhere, while the blob
 * that it refers to is there under its own name, known to the version and by its hash.
 *
 * @returns null when the name is right, or no better one is known
 */
export async function verifyName(
  row: BlobRow,
  recheck: NonNullable<Repair['recheck']>,
  deps: VerifyDeps,
): Promise<Finding | null> {
  const { rows, repairs } = deps;
  const { patchblob1_name: name } = row;
  if ((await readIfSound(deps.files, 'blobs', name)) !== null) return null;
  if (name !== null && rows.attachmentsOf(name).length > 0) return null;
  const version = row.gvuuid === null ? null : rows.version(row.gvuuid);
  const names = [
    readArchiveFields(parseJsonObject(row.pbjsondata ?? '')).patchblob1_name,
    version?.patchblob1_name ?? null,
  ];
  for (const other of names) {
    if (other === null || other === name || rows.blobNamed(other) !== null) continue;
    const copies = copiesOf(await readIfSound(deps.files, 'blobs', other), rows.attachmentsOf(other));
    if (!copies.some((copy) => sha224Hex(copy) === row.patchblob1_sha224)) continue;
    const what = name ?? row.patch_name ?? 'a patch';
    const place: Place = { kind: 'row', what, where: 'patchblobs.patchblob1_name' };
    const reason = name === null ? 'It is empty' : 'There is no such blob';
    const run = (): Promise<void> => repairs.setColumns('patchblobs', row.cursor, { patchblob1_name: other });
    return damage(place, `${reason}; the one with the hash that the row has is ${other}.`, {
      how: 'set to the name of the blob',
      run,
      recheck,
    });
  }
  return null;
}

/**
 * The blob that a version refers to when the one that it names is missing: one of its patch, preferably the one that its
 * hack's file names.
 */
export async function blobOfVersion(
  { gameid, pat_sha224: sha224 }: VersionRow,
  deps: VerifyDeps,
): Promise<string | null> {
  if (sha224 === null) return null;
  const said = readArchiveFields(await readJson(deps.files, 'hacks', gameid)).patchblob1_name;
  const rows = deps.rows.blobsOf(sha224);
  const found = rows.find(({ patchblob1_name: name }) => name === said) ?? rows[0];
  return found?.patchblob1_name ?? null;
}

/**
 * The blob that a version refers to when the one that it names holds another patch than the version says: one of its patch,
 * if that blob's row or the file of the hack agrees.
 *
 * @returns null when the name is right, or no better one is known
 */
export async function meantBlob(row: VersionRow, deps: VerifyDeps): Promise<string | null> {
  const { patchblob1_name: name, pat_sha224: sha224, gvuuid } = row;
  const truth = name === null ? null : deps.ledger.truth('patchblob1_name', name);
  if (name === null || truth === null || truth.pat_sha224 === sha224) return null;
  const other = await blobOfVersion(row, deps);
  const owns = (blob: string | null): boolean => blob !== null && deps.rows.blobNamed(blob)?.gvuuid === gvuuid;
  if (owns(name) !== owns(other)) return owns(other) ? other : null;
  const said = readArchiveFields(await readJson(deps.files, 'hacks', row.gameid)).patchblob1_name;
  return said === other ? other : null;
}
