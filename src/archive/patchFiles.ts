import type { BlobNames } from '../model/blob.js';
import type { QueuedGame } from '../model/game.js';
import type { AppliedPatch, TestedPatch } from '../model/patch.js';
import { blobFiles, unrecordedBlobs } from './blobIntents.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { processQueued } from './queue.js';
import { sqlTime } from './sqlTime.js';

/** Where a tested patch and its result are, relative to the archive root, with `/`; null where there is no such file. */
export interface PatchPaths {
  readonly patch: string | null;
  readonly rom: string | null;
}

/** What is being done with a game's patches, in `patch_files_working`: one row per candidate. */
export interface PatchFiles {
  /**
   * Records that the game's patches are being worked on, and deletes what an earlier run recorded of them.
   *
   * @returns the names of blob files that were announced but never recorded; nobody needs them
   */
  readonly begin: (queueId: string) => readonly string[];
  readonly record: (game: QueuedGame, zipPath: string, patch: TestedPatch, paths: PatchPaths) => void;
  /** Announces a blob. Call before its files are written, so that no crash can leave unknown files behind. */
  readonly sealed: (queueId: string, patch: Pick<AppliedPatch, 'path' | 'digests'>, names: BlobNames) => void;
}

export function createPatchFiles(db: Connection, { now, uuid }: RowDeps): PatchFiles {
  return {
    begin: (queueId) =>
      db.transaction(() => {
        const orphans = blobFiles(unrecordedBlobs(db, queueId));
        processQueued(db, queueId);
        db.run('DELETE FROM patch_files_working WHERE queueuuid = ?', queueId);
        return orphans;
      }),

    record: ({ queueId, record: { id } }, zipPath, patch, paths) => {
      const { digests, outcome } = patch;
      const rom = outcome.result === 'success' ? outcome.rom : null;
      db.insert('patch_files_working', {
        pfuuid: uuid(),
        queueuuid: queueId,
        gameid: id,
        zip_path: zipPath,
        patch_filename: patch.path,
        patch_type: patch.kind,
        is_primary: '0',
        priority_score: String(patch.score),
        pat_sha1: digests?.sha1 ?? null,
        pat_sha224: digests?.sha224 ?? null,
        pat_shake_128: digests?.shake128 ?? null,
        result_sha1: rom?.sha1 ?? null,
        result_sha224: rom?.sha224 ?? null,
        result_shake1: rom?.shake128 ?? null,
        patch_file_path: paths.patch,
        result_file_path: paths.rom,
        status: outcome.result === 'success' ? 'tested' : 'failed',
        test_result: outcome.result,
        error_message: reasonOf(patch),
        created_at: sqlTime(now()),
        processed_at: sqlTime(now()),
      });
    },

    sealed: (queueId, { path, digests }, names) => {
      db.run(
        `UPDATE patch_files_working SET status = 'sealed', blob_data = ?
         WHERE queueuuid = ? AND patch_filename = ? AND pat_sha224 = ?`,
        JSON.stringify(names),
        queueId,
        path,
        digests.sha224,
      );
    },
  };
}

function reasonOf({ outcome }: TestedPatch): string | null {
  if (outcome.result === 'failed') return outcome.reason;
  return outcome.result === 'nothing' ? 'does nothing' : null;
}
