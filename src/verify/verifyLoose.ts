import type { LooseAttachment } from '../archive/verifyRowShapes.js';
import { readArchiveFields, readKeys } from '../formats/archiveFields.js';
import { shake128Name } from '../formats/hashes.js';
import type { Finding, Place } from '../model/verify.js';
import { type VerifyDeps, damage, notice, readIfSound, readJson } from './verifyDeps.js';
import { rebuildBlobRow } from './verifyRebuild.js';
import { copiesOf, openWith } from './verifyRecover.js';

/**
 * Verifies that a row of `attachments` belongs to a patch. If the files still tell whose it was, its row in `patchblobs` is
 * lost, unless a run is about to write it; any other is merely left over.
 */
export async function verifyLoose(loose: LooseAttachment, deps: VerifyDeps): Promise<readonly Finding[]> {
  const { file_name: name } = loose;
  if (name !== null && deps.rows.blobNamed(name) !== null) return [];
  const place: Place = { kind: 'orphan', what: name ?? 'a blob without a name', where: 'attachments' };
  if (name !== null && deps.rows.isAnnounced(name)) {
    return [notice(place, 'A run that has not finished is recording it.')];
  }
  const owner = name === null ? null : await ownerOf(loose, name, deps);
  if (name === null || owner === null) return [notice(place, 'No row in patchblobs belongs to it.')];
  const mend = await rebuildBlobRow({ name, gvuuid: null, gameid: owner, zip: null }, deps);
  const reason = 'Its row in patchblobs is lost.';
  return [damage({ ...place, kind: 'chain' }, reason, mend)];
}

/** The hack that `pat_meta` names for the blob. */
async function ownerOf(
  { filekey }: LooseAttachment,
  name: string,
  { rows, files }: VerifyDeps,
): Promise<string | null> {
  const copies = copiesOf(await readIfSound(files, 'blobs', name), rows.attachmentsOf(name));
  for (const copy of copies) {
    const opened = await openWith(copy, readKeys([filekey]));
    if (opened === null) continue;
    const json = await readJson(files, 'pat_meta', shake128Name(opened.content));
    if (readArchiveFields(json).patchblob1_name === name && typeof json?.id === 'string') return json.id;
  }
  return null;
}
