import { z } from 'zod';
import { gameChange } from '../formats/gameChange.js';
import { readGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { GameChange, GameRecord, QueuedGame } from '../model/game.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { enqueueGame } from './enqueueGame.js';

/** A game as it was taken from the queue. */
export type TakenGame = Pick<QueuedGame, 'queueId' | 'record'>;

const takenRow = z.object({ game_metadata: z.string().nullable(), priority: z.number() });

/** What the queue now says of a game in progress, and how that differs from the record that it was taken with. */
export interface ChangedGame {
  readonly latest: GameRecord;
  readonly change: GameChange;
  readonly priority: number;
}

/** How a crawl has changed a game's record since it was taken; null when it has not, or when that cannot be told. */
export function changedSince(db: Connection, { queueId, record }: TakenGame): ChangedGame | null {
  const row = db.one(
    takenRow,
    'SELECT game_metadata, CAST(priority AS INTEGER) AS priority FROM game_fetch_queue WHERE queueuuid = ?',
    queueId,
  );
  const json = JSON.stringify(record.raw);
  if (row === null || row.game_metadata === json) return null;
  const latest = readGameRecord(row.game_metadata);
  if (latest instanceof RecordError) return null;
  return { latest, change: gameChange({ columns: record.columns, json }, latest), priority: row.priority };
}

/**
 * Requeues a game whose record a crawl has changed while it was worked on: the result is that of the old record, and no
 * later crawl would see a change. Call once its row says how the work ended, in the same transaction.
 *
 * @param now - from {@link changedSince}, called in that transaction
 * @returns whether the game is pending again
 */
export function requeueChanged(db: Connection, now: ChangedGame | null, deps: RowDeps): boolean {
  return now?.change.major === true && enqueueGame(db, { record: now.latest, priority: now.priority }, true, deps);
}
