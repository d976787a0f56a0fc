import { resultHashes } from '../formats/archiveFields.js';
import { plainId } from '../formats/gameId.js';
import { ArchiveError } from '../model/errors.js';
import type { Databases, RowDeps } from './databases.js';
import { insertPatchBlob, insertPatchName } from './insertPatchBlob.js';
import { type KnownBlob, findBlob } from './knownBlobs.js';
import type { RecordableGame, RecordablePatch } from './recordableGame.js';
import { addParent, insertAttachment } from './writeAttachment.js';

/** The blob under which a patch is recorded, and the names of blob files that were sealed in vain. */
export interface WrittenPatch {
  readonly blob: KnownBlob;
  readonly superseded: readonly string[];
}

/**
 * Writes a patch and its blob, or refers to the blob that the archive already has of it, whose own rows keep their owner.
 *
 * @param version - whose patch it is, and the blob that the version before it names
 */
export function writePatch(
  on: Databases,
  game: RecordableGame,
  recordable: RecordablePatch,
  { gvuuid, own }: { readonly gvuuid: string; readonly own: string | null },
  deps: RowDeps,
): WrittenPatch {
  const { patch, blob } = recordable;
  const id = plainId(game.record.id);
  insertPatchName(on.rhdata, id, patch.digests.shake128, deps);

  const known = findBlob(on, patch.digests.sha224, patch.outcome.rom.sha224, own);
  if (known !== null) {
    addParent(on.patchbin, known.patchblob1_name, known.pbuuid, deps.now());
    const unused = 'names' in blob && blob.names.patchblob1_name !== known.patchblob1_name ? blob.names : null;
    return { blob: known, superseded: unused ? [unused.patchblob1_name, unused.romblob_name] : [] };
  }
  if ('known' in blob) {
    throw new ArchiveError(
      `The rows of blob ${blob.known.patchblob1_name} disappeared while game ${id} was being processed: run again while no other program uses the archive.`,
    );
  }
  const pbuuid = deps.uuid();
  insertPatchBlob(
    on.rhdata,
    {
      pbuuid,
      gvuuid,
      gameId: id,
      names: blob.names,
      digests: patch.digests,
      result: resultHashes(patch.outcome.rom),
      extension: {
        patch_filename: patch.path,
        patch_type: patch.kind,
        is_primary: recordable.primary ? '1' : '0',
        zip_source: game.zip.path,
      },
    },
    deps,
  );
  insertAttachment(on.patchbin, { pbuuid, gvuuid, names: blob.names, attachment: blob.attachment }, deps);
  return { blob: { pbuuid, ...blob.names }, superseded: [] };
}
