import { changedColumns } from './changedColumns.js';
import type { Connection } from './connection.js';
import type { Databases, RowDeps } from './databases.js';
import { plainId } from './gameIds.js';
import { findBlob } from './knownBlobs.js';
import { completeQueued } from './queue.js';
import type { RecordableGame, RecordablePatch, Recorded } from './recordableGame.js';
import { sqlTime } from './sqlTime.js';
import { type GameVersion, latestVersion } from './versions.js';
import { writePatch } from './writePatch.js';

/** Writes every row of a game. To be called with a transaction open on both databases. */
export function writeGame(on: Databases, game: RecordableGame, deps: RowDeps): Recorded {
  const { rhdata } = on;
  const primary = game.patches.find((patch) => patch.primary) ?? game.patches[0];
  if (primary === undefined) throw new Error(`Game ${game.record.id} has no patch to record.`);
  const before = latestVersion(rhdata, game.record.id);
  const after = {
    columns: { ...game.record.columns, name: game.record.columns.name ?? game.record.name },
    patchblob1Name: blobNameOf(on, primary),
    patSha224: primary.patch.digests.sha224,
  };
  const changed = before && changedColumns(before, after);
  const { gvuuid, version } =
    before && changed?.length === 0 ? before : insertVersion(rhdata, game, { before, after, changed }, deps);

  const patches = game.patches.map((patch) => writePatch(on, game, patch, gvuuid, deps));
  completeQueued(rhdata, game.queueId, deps.now());
  rhdata.run(
    // A blob that was sealed in vain stays announced, so that its files are not forgotten.
    `UPDATE patch_files_working SET status = 'completed' WHERE queueuuid = ? AND status IN ('tested', 'sealed')
       AND (blob_data IS NULL OR blob_data ->> '$.patchblob1_name' IN (SELECT patchblob1_name FROM patchblobs))`,
    game.queueId,
  );
  return {
    outcome: gvuuid === before?.gvuuid ? 'unchanged' : 'recorded',
    version,
    gvuuid,
    blobs: patches.map(({ blob }) => blob),
    superseded: patches.flatMap(({ superseded }) => superseded),
  };
}

/** The blob that `writePatch` will take: the archive's own, if there is one by now. */
function blobNameOf({ rhdata, patchbin }: Databases, { patch, blob }: RecordablePatch): string {
  const known = findBlob(rhdata, patchbin, patch.digests.sha224, patch.outcome.rom.sha224);
  return (known ?? ('known' in blob ? blob.known : blob.names)).patchblob1_name;
}

type Compared = Pick<GameVersion, 'columns' | 'patchblob1Name' | 'patSha224'>;

function insertVersion(
  rhdata: Connection,
  { record, zip }: RecordableGame,
  {
    before,
    after,
    changed,
  }: { readonly before: GameVersion | null; readonly after: Compared; readonly changed: readonly string[] | null },
  { now, uuid }: RowDeps,
): Pick<GameVersion, 'gvuuid' | 'version'> {
  const gvuuid = uuid();
  const version = (before?.version ?? 0) + 1;
  rhdata.insert('gameversions', {
    gvuuid,
    gameid: plainId(record.id),
    version: String(version),
    removed: '0',
    obsoleted: '0',
    ...after.columns,
    patchblob1_name: after.patchblob1Name,
    pat_sha224: after.patSha224,
    gvjsondata: JSON.stringify(record.raw),
    gvchange_attributes: changed && JSON.stringify(changed),
    legacy_type: before?.legacyType ?? null,
    local_resource_etag: zip.etag,
    local_resource_lastmodified: zip.lastModified,
    local_resource_filename: zip.path,
    gvimport_time: sqlTime(now()),
  });
  return { gvuuid, version };
}
