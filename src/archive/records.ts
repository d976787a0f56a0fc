import { gameChange } from '../formats/gameChange.js';
import type { GameRecord } from '../model/game.js';
import { blobFiles, unrecordedBlobs } from './blobIntents.js';
import type { Databases, RowDeps } from './databases.js';
import { type BothDatabasesFailpoint, inBothDatabases } from './inBothDatabases.js';
import { type KnownBlob, findBlob } from './knownBlobs.js';
import type { RecordableGame, Recorded } from './recordableGame.js';
import { type GameVersion, latestVersion } from './versions.js';
import { writeGame } from './writeGame.js';

/** The archive's permanent records: `gameversions`, `rhpatches`, `patchblobs` and, in the other database, `attachments`. */
export interface Records {
  readonly latestVersion: (id: string) => GameVersion | null;
  /** The number of the version that a record belongs to: the latest one's, or the next one's if the record has changed since. */
  readonly versionOf: (record: GameRecord) => number;
  /**
   * The blob of a patch that produces a certain ROM, preferably that of the game's own latest version; null when there is
   * none with an attachment. Ask before sealing.
   */
  readonly findBlob: (patSha224: string, resultSha224: string, gameId?: string) => KnownBlob | null;
  /**
   * Records a game in both databases or in neither, and completes its row in the queue.
   *
   * A version that says nothing new gets no row. A known patch keeps its blob, its rows and its first owner.
   *
   * @throws ArchiveError - it cannot be written
   */
  readonly record: (game: RecordableGame) => Recorded;
  /**
   * Removes the attachments of games whose recording was interrupted between the two commits.
   *
   * @returns the names of blob files that were announced but never recorded. Only a run that has the archive to itself may
   *   remove them: those of another run may be about to be recorded.
   */
  readonly settle: () => readonly string[];
}

export interface RecordsDeps extends RowDeps {
  readonly failpoint?: BothDatabasesFailpoint;
}

export function createRecords(on: Databases, deps: RecordsDeps): Records {
  const { rhdata, patchbin } = on;

  const settle = (): readonly string[] => {
    if (unrecordedBlobs(rhdata).length === 0) return [];
    return inBothDatabases(on, () => {
      const blobs = unrecordedBlobs(rhdata);
      for (const { patchblob1_name: name, patchblob1_sha224: sha224 } of blobs) {
        patchbin.run('DELETE FROM attachments WHERE file_name = ? AND file_hash_sha224 = ?', name, sha224);
      }
      return blobFiles(blobs);
    });
  };

  return {
    latestVersion: (id) => latestVersion(rhdata, id),
    versionOf: (record) => {
      const latest = latestVersion(rhdata, record.id);
      if (latest === null) return 1;
      const version = gameChange(latest, record).major ? latest.version + 1 : latest.version;
      // Other tools may have assigned any number, and not every number fits into a file name.
      return Math.min(Math.max(1, version), Number.MAX_SAFE_INTEGER);
    },
    findBlob: (patSha224, resultSha224, gameId) => {
      const own = gameId === undefined ? null : latestVersion(rhdata, gameId);
      return findBlob(on, patSha224, resultSha224, own?.patchblob1Name);
    },
    record: (game) => {
      try {
        return inBothDatabases(on, () => writeGame(on, game, deps), deps.failpoint);
      } catch (error) {
        settleAfter(settle);
        throw error;
      }
    },
    settle,
  };
}

/** The first error is what counts; what cannot be settled now is settled the next time the archive is opened. */
function settleAfter(settle: () => unknown): void {
  try {
    settle();
  } catch {
    return;
  }
}
