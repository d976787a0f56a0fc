import { ArchiveError } from '../model/errors.js';
import type { Databases, RowDeps } from './databases.js';
import { plainId } from './gameIds.js';
import { type KnownBlob, findBlob } from './knownBlobs.js';
import type { RecordableGame, RecordablePatch } from './recordableGame.js';
import { sqlTime } from './sqlTime.js';
import { addParent, insertAttachment } from './writeAttachment.js';

/** The blob under which a patch is recorded, and the names of blob files that were sealed in vain. */
export interface WrittenPatch {
  readonly blob: KnownBlob;
  readonly superseded: readonly string[];
}

/**
 * Writes a patch and its blob, or refers to the blob that the archive has of it; that one's own rows stay whose they are.
 */
export function writePatch(
  on: Databases,
  game: RecordableGame,
  recordable: RecordablePatch,
  gvuuid: string,
  deps: RowDeps,
): WrittenPatch {
  const { patch, blob } = recordable;
  const id = plainId(game.record.id);
  on.rhdata.run(
    'INSERT INTO rhpatches (rhpuuid, gameid, patch_name) SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM rhpatches WHERE patch_name = ?)',
    ...[deps.uuid(), id, patchName(recordable), patchName(recordable)],
  );

  const known = findBlob(on.rhdata, on.patchbin, patch.digests.sha224, patch.outcome.rom.sha224);
  if (known !== null) {
    addParent(on.patchbin, known.patchblob1_name, known.pbuuid, deps.now());
    const unused = 'names' in blob && blob.names.patchblob1_name !== known.patchblob1_name ? blob.names : null;
    return { blob: known, superseded: unused ? [unused.patchblob1_name, unused.romblob_name] : [] };
  }
  if ('known' in blob) {
    throw new ArchiveError(
      `The rows of blob ${blob.known.patchblob1_name} vanished while game ${id} was worked on: run again, alone.`,
    );
  }
  const pbuuid = deps.uuid();
  insertPatchBlob(on, { game, recordable, names: blob.names, pbuuid, gvuuid }, deps);
  insertAttachment(on.patchbin, { pbuuid, gvuuid, names: blob.names, attachment: blob.attachment }, deps);
  return { blob: { pbuuid, ...blob.names }, superseded: [] };
}

const patchName = ({ patch }: RecordablePatch): string => `patch/${patch.digests.shake128}`;

function insertPatchBlob(
  { rhdata }: Databases,
  {
    game,
    recordable,
    names,
    pbuuid,
    gvuuid,
  }: {
    readonly game: RecordableGame;
    readonly recordable: RecordablePatch;
    readonly names: Omit<KnownBlob, 'pbuuid'>;
    readonly pbuuid: string;
    readonly gvuuid: string;
  },
  { now }: RowDeps,
): void {
  const { patch, primary } = recordable;
  const { rom } = patch.outcome;
  const hashes = {
    pat_sha1: patch.digests.sha1,
    pat_sha224: patch.digests.sha224,
    pat_shake_128: patch.digests.shake128,
    result_sha1: rom.sha1,
    result_sha224: rom.sha224,
    result_shake1: rom.shake128,
  };
  const extension = {
    patch_filename: patch.path,
    patch_type: patch.kind,
    is_primary: primary ? '1' : '0',
    zip_source: game.zip.path,
  };
  const { patchblob1_key, patchblob1_name, patchblob1_sha224 } = names;
  rhdata.insert('patchblobs', {
    pbuuid,
    gvuuid,
    patch_name: patchName(recordable),
    ...hashes,
    patchblob1_key,
    patchblob1_name,
    patchblob1_sha224,
    pbjsondata: JSON.stringify({
      id: plainId(game.record.id),
      patch: patchName(recordable),
      patch_filename: patch.path,
      ...hashes,
      ...names,
    }),
    pbimport_time: sqlTime(now()),
    ...extension,
  });
  rhdata.insert('patchblobs_extended', { pbuuid, ...extension, created_at: sqlTime(now()) });
}
