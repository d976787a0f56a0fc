import { z } from 'zod';
import { plainId } from '../formats/gameId.js';
import { readGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { GameRecord, QueuedGame, StoredZip } from '../model/game.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { enqueueGame } from './enqueueGame.js';
import { type QueueFailure, TRIES } from './failureRow.js';
import { idSpellings } from './idSpellings.js';
import { queueCounts } from './queueState.js';
import { type TakenGame, changedSince, requeueChanged } from './requeueChanged.js';
import { sqlTime } from './sqlTime.js';

/** The fetch queue, `game_fetch_queue`: one row per game. Whatever is left in it is where the next run resumes. */
export interface Queue {
  /**
   * Enqueues games, all or none, and returns the ids that have become pending: new games, completed ones, failed ones whose
   * record has changed since, and with `retry` all failed ones. Rows that exist already get the new metadata.
   */
  readonly enqueue: (
    games: readonly { readonly record: GameRecord; readonly priority: number }[],
    options?: { readonly retry?: boolean },
  ) => ReadonlySet<string>;
  /**
   * Requeues what a killed run had taken, and returns how many games that were. Games that another tool queued without a
   * priority get the usual one. Only one run at a time may work on an archive.
   */
  readonly requeueInterrupted: () => number;
  /**
   * Requeues what failed in an earlier run with fewer than `retryMax` attempts. Call at the start of a run, before any game
   * is taken.
   */
  readonly requeueFailed: (retryMax: number) => number;
  /** Requeues everything that failed, with all its attempts restored, to be fetched again. */
  readonly requeueAllFailed: () => number;
  /** Requeues one game in the same way, if it failed, and returns how many that were. */
  readonly requeueFailedGame: (id: string) => number;
  /** Puts games that earlier runs were asked for and did not finish behind those that are asked for from now on. */
  readonly closeEarlierWishes: () => void;
  /** Takes the pending game with the highest priority, the oldest first; null when there is none. */
  readonly take: (options: { readonly minPriority: number }) => QueuedGame | null;
  /** Records the ZIP, so that an interrupted run need not fetch it again, unless the game's record names another file by now. */
  readonly downloaded: (game: TakenGame, zip: StoredZip) => void;
  /**
   * Records a failure. A final one uses up all attempts, unless the game's record has changed since it was taken: then the
   * game is pending again.
   *
   * @returns the failed attempts so far, whether none is left, and whether the game is pending again
   */
  readonly failed: (
    game: TakenGame,
    reason: string,
    options: { readonly final: boolean; readonly retryMax: number },
  ) => { readonly tries: number; readonly final: boolean; readonly waits: boolean };
  /** Counts a failed attempt and returns the new number. */
  readonly countTry: (queueId: string) => number;
  /** How many games are pending. */
  readonly waiting: () => number;
}

/** A pending game that failed because its record cannot be parsed. */
export type UnusableGame = Omit<QueueFailure, 'name'>;

export interface QueueDeps extends RowDeps {
  /** Called for a game that fails when its turn comes because its record cannot be parsed. */
  readonly unusable?: (game: UnusableGame) => void;
}

/** Games that were asked for come before those that a crawl found. */
export const PRIORITY = { found: 100, asked: 200 } as const;

/** Exported for the test that reads its query plan. */
export const NEXT_GAME = `SELECT queueuuid, gameid, game_metadata, ${TRIES} AS retry_count,
    zip_path, CAST(zip_bytes AS INTEGER) AS zip_bytes, zip_etag, zip_lastmodified, zip_filename
  FROM game_fetch_queue WHERE status = 'pending' AND priority >= ?
  ORDER BY priority DESC, created_at, rowid LIMIT 1`;

/**
 * Requeues what failed, with all its attempts restored. A ZIP that was fetched is forgotten: its contents would fail
 * another time as well. (Every archive has this column, even one made by older tools.)
 */
const AGAIN = `UPDATE game_fetch_queue
  SET status = 'pending', retry_count = 0, error_message = NULL, completed_at = NULL, zip_path = NULL
  WHERE status = 'failed'`;

const text = z.string().nullable();
const nextRow = z.object({
  queueuuid: z.string(),
  gameid: z.string(),
  game_metadata: text,
  retry_count: z.number(),
  zip_path: text,
  zip_bytes: z.number().nullable(),
  zip_etag: text,
  zip_lastmodified: text,
  zip_filename: text,
});
type NextRow = z.infer<typeof nextRow>;
const triesRow = z.object({ retry_count: z.number() });

export function createQueue(db: Connection, deps: QueueDeps): Queue {
  const { now, unusable = () => undefined } = deps;

  const fail = (queueId: string, reason: string, leastTries: number): number =>
    db.one(
      triesRow,
      `UPDATE game_fetch_queue SET status = 'failed', error_message = ?, completed_at = ?,
         retry_count = max(${TRIES}, CAST(? AS INTEGER))
       WHERE queueuuid = ? RETURNING ${TRIES} AS retry_count`,
      reason,
      sqlTime(now()),
      String(leastTries),
      queueId,
    )?.retry_count ?? leastTries;

  return {
    enqueue: (games, { retry = false } = {}) =>
      db.transaction(
        () => new Set(games.filter((game) => enqueueGame(db, game, retry, deps)).map(({ record }) => record.id)),
      ),

    requeueInterrupted: () => {
      db.run(
        `UPDATE game_fetch_queue SET priority = ?
         WHERE status IN ('pending', 'downloading', 'processing', 'failed') AND priority IS NULL`,
        String(PRIORITY.found),
      );
      return db.run("UPDATE game_fetch_queue SET status = 'pending' WHERE status IN ('downloading', 'processing')");
    },

    requeueFailed: (retryMax) =>
      db.run(
        `UPDATE game_fetch_queue SET status = 'pending', completed_at = NULL
         WHERE status = 'failed' AND ${TRIES} < CAST(? AS INTEGER)`,
        String(retryMax),
      ),

    requeueAllFailed: () => db.run(AGAIN),
    requeueFailedGame: (id) => db.run(`${AGAIN} AND gameid IN (?, ?)`, ...idSpellings(id)),

    closeEarlierWishes: () => {
      db.run(
        "UPDATE game_fetch_queue SET priority = ? WHERE status IN ('pending', 'failed') AND priority >= ?",
        String(PRIORITY.asked - 1),
        String(PRIORITY.asked),
      );
    },

    take: ({ minPriority }) =>
      db.transaction(() => {
        for (;;) {
          const row = db.one(nextRow, NEXT_GAME, String(minPriority));
          if (row === null) return null;
          const record = readGameRecord(row.game_metadata);
          if (record instanceof RecordError) {
            const reason = `The record in its queue entry cannot be used: ${record.message}`;
            const tries = fail(row.queueuuid, reason, row.retry_count + 1);
            unusable({ id: plainId(row.gameid), reason, tries });
            continue;
          }
          db.run(
            "UPDATE game_fetch_queue SET status = 'downloading', started_at = ?, error_message = NULL WHERE queueuuid = ?",
            sqlTime(now()),
            row.queueuuid,
          );
          return { queueId: row.queueuuid, record, zip: storedZip(row), tries: row.retry_count };
        }
      }),

    downloaded: (game, { path, bytes, etag, lastModified, fileName }) => {
      if (changedSince(db, game)?.change.otherFile === true) return;
      const zip = {
        zip_path: path,
        zip_bytes: String(bytes),
        zip_etag: etag,
        zip_lastmodified: lastModified,
        zip_filename: fileName,
      };
      db.update('game_fetch_queue', zip, 'queueuuid = ?', game.queueId);
    },
    failed: (game, reason, { final, retryMax }) =>
      db.transaction(() => {
        const tries = fail(game.queueId, reason, final ? retryMax : 0);
        const waits = requeueChanged(db, changedSince(db, game), deps);
        return { tries, final: !waits && tries >= retryMax, waits };
      }),
    countTry: (queueId) =>
      db.one(
        triesRow,
        `UPDATE game_fetch_queue SET retry_count = ${TRIES} + 1 WHERE queueuuid = ?
         RETURNING ${TRIES} AS retry_count`,
        queueId,
      )?.retry_count ?? 0,

    waiting: () => queueCounts(db).pending,
  };
}

/**
 * Marks a game as processing: its ZIP is there and its patches are being worked on. Part of the open transaction, if there
 * is one.
 */
export function processQueued(db: Connection, queueId: string): void {
  db.run("UPDATE game_fetch_queue SET status = 'processing' WHERE queueuuid = ?", queueId);
}

/** Marks a game as completed, its last state in the queue. Part of the open transaction, if there is one. */
export function completeQueued(db: Connection, queueId: string, at: number): void {
  db.run(
    "UPDATE game_fetch_queue SET status = 'completed', error_message = NULL, completed_at = ? WHERE queueuuid = ?",
    sqlTime(at),
    queueId,
  );
}

/** Rows of other tools have only a path: their ZIP is fetched again, since nobody knows whether it is whole. */
function storedZip(row: NextRow): StoredZip | null {
  if (row.zip_path === null || row.zip_bytes === null) return null;
  return {
    path: row.zip_path,
    bytes: row.zip_bytes,
    etag: row.zip_etag,
    lastModified: row.zip_lastmodified,
    fileName: row.zip_filename,
  };
}
