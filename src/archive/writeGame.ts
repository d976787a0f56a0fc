import type { StoredZip } from '../model/game.js';
import { backfillBlob } from './backfillBlob.js';
import { type NamedPatch, changedColumns } from './changedColumns.js';
import type { Databases, RowDeps } from './databases.js';
import { insertVersion } from './insertVersion.js';
import { findBlob } from './knownBlobs.js';
import { completeQueued } from './queue.js';
import type { RecordableGame, RecordablePatch, Recorded } from './recordableGame.js';
import { changedSince, requeueChanged } from './requeueChanged.js';
import { markObsoleted } from './sightings.js';
import { type GameVersion, latestVersion } from './versions.js';
import { writePatch } from './writePatch.js';

/** Writes every row of a game. Call within a transaction on both databases. */
export function writeGame(on: Databases, game: RecordableGame, deps: RowDeps): Recorded {
  const { rhdata } = on;
  const primary = game.patches.find((patch) => patch.primary) ?? game.patches[0];
  if (primary === undefined) throw new Error(`Game ${game.record.id} has no patch to record.`);
  const before = latestVersion(rhdata, game.record.id);
  const own = before?.patchblob1Name ?? null;
  const after = { patchblob1Name: blobNameOf(on, primary, own), patSha224: primary.patch.digests.sha224 };
  const changed = before && changedColumns(before, game.record, after);
  const isKnown = before !== null && changed === null;
  const { record, zip } = game;
  const { gvuuid, version } = isKnown
    ? before
    : insertVersion(rhdata, { record, zip, patch: after, before, changed, legacyType: null }, deps);
  if (isKnown) completeVersion(on, before, after, zip);

  const patches = game.patches.map((patch) => writePatch(on, game, patch, { gvuuid, own }, deps));
  completeQueued(rhdata, game.queueId, deps.now());
  const now = changedSince(rhdata, game);
  const latest = now && latestVersion(rhdata, record.id);
  if (now !== null && latest !== null) markObsoleted(rhdata, latest, now.latest);
  const waits = requeueChanged(rhdata, now, deps);
  rhdata.run(
    // A ZIP may contain one name twice.
    'UPDATE patch_files_working SET is_primary = (patch_filename = ? AND pat_sha224 = ?) WHERE queueuuid = ?',
    primary.patch.path,
    primary.patch.digests.sha224,
    game.queueId,
  );
  rhdata.run(
    // A blob that was sealed in vain stays announced, so that its files are not forgotten.
    `UPDATE patch_files_working SET status = 'completed' WHERE queueuuid = ? AND status IN ('tested', 'sealed')
       AND (blob_data IS NULL OR blob_data ->> '$.patchblob1_name' IN (SELECT patchblob1_name FROM patchblobs))`,
    game.queueId,
  );
  return {
    outcome: isKnown ? 'unchanged' : 'recorded',
    version,
    gvuuid,
    blobs: patches.map(({ blob }) => blob),
    superseded: patches.flatMap(({ superseded }) => superseded),
    waits,
  };
}

/** The blob that `writePatch` will take: the archive's own, if there is one by now. */
function blobNameOf(on: Databases, { patch, blob }: RecordablePatch, own: string | null): string {
  const known = findBlob(on, patch.digests.sha224, patch.outcome.rom.sha224, own);
  return (known ?? ('known' in blob ? blob.known : blob.names)).patchblob1_name;
}

/** An unchanged version still gets what does not come from the site: where its ZIP is now, and a blob whose chain resolves. */
function completeVersion(on: Databases, before: GameVersion, after: NamedPatch, zip: StoredZip): void {
  if (before.fileName !== zip.path) {
    const there = {
      local_resource_filename: zip.path,
      local_resource_etag: zip.etag,
      local_resource_lastmodified: zip.lastModified,
    };
    on.rhdata.update('gameversions', there, 'gvuuid = ?', before.gvuuid);
  }
  backfillBlob(on, before, after);
}
