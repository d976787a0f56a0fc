import { gameChange } from '../formats/gameChange.js';
import type { GameRecord } from '../model/game.js';
import { blobFiles, unrecordedBlobs } from './blobIntents.js';
import type { Databases, RowDeps } from './databases.js';
import { type BothFailpoint, inBoth } from './inBoth.js';
import { type KnownBlob, findBlob } from './knownBlobs.js';
import type { RecordableGame, Recorded } from './recordableGame.js';
import { type GameVersion, latestVersion } from './versions.js';
import { writeGame } from './writeGame.js';

/** What the archive knows for good: `gameversions`, `rhpatches`, `patchblobs` and, in the other file, `attachments`. */
export interface Records {
  readonly latestVersion: (id: string) => GameVersion | null;
  /** The number of the version that a record tells of: the latest one, unless it has changed since. */
  readonly versionOf: (record: GameRecord) => number;
  /**
   * The blob of a patch that gives a certain ROM, that of the game's own latest version before others; null when there is none
   * whose attachment is there. Ask before sealing.
   */
  readonly findBlob: (patSha224: string, resultSha224: string, gameId?: string) => KnownBlob | null;
  /**
   * Records a game in both files or in neither, and completes its row in the queue.
   *
   * A version that says nothing new gets no row. A patch that is known keeps its blob, its rows and its first owner.
   *
   * @throws ArchiveError - it cannot be written
   */
  readonly record: (game: RecordableGame) => Recorded;
  /**
   * Takes back the attachments of games whose recording was cut off between both files.
   *
   * @returns the names of blob files that were announced and never recorded. To be removed only by a run that has the
   *   archive to itself: another one's may be about to be recorded.
   */
  readonly settle: () => readonly string[];
}

export interface RecordsDeps extends RowDeps {
  readonly failpoint?: BothFailpoint;
}

export function createRecords(on: Databases, deps: RecordsDeps): Records {
  const { rhdata, patchbin } = on;

  const settle = (): readonly string[] => {
    if (unrecordedBlobs(rhdata).length === 0) return [];
    return inBoth(on, () => {
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
      // Other tools may have given out any number; not each can be in the name of a file.
      return Math.min(Math.max(1, version), Number.MAX_SAFE_INTEGER);
    },
    findBlob: (patSha224, resultSha224, gameId) => {
      const own = gameId === undefined ? null : latestVersion(rhdata, gameId);
      return findBlob(on, patSha224, resultSha224, own?.patchblob1Name);
    },
    record: (game) => {
      try {
        return inBoth(on, () => writeGame(on, game, deps), deps.failpoint);
      } catch (error) {
        settleAfter(settle);
        throw error;
      }
    },
    settle,
  };
}

/** What went wrong first is what counts; what cannot be settled now is settled when the archive is opened next. */
function settleAfter(settle: () => unknown): void {
  try {
    settle();
  } catch {
    return;
  }
}
