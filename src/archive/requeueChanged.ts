import { z } from 'zod';
import { gameChange } from '../formats/gameChange.js';
import { readGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { QueuedGame } from '../model/game.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { enqueueGame } from './enqueueGame.js';

/** A game as it was taken out of the queue. */
export type TakenGame = Pick<QueuedGame, 'queueId' | 'record'>;

const takenRow = z.object({ game_metadata: z.string().nullable(), priority: z.number() });

/**
 * Has a game wait once more whose record a crawl has changed while it was worked on: what has come of it is that of the old
 * one, and no later crawl would see a change. To be called when its row says how the work ended, in the same transaction.
 *
 * @returns whether it waits
 */
export function requeueChanged(db: Connection, { queueId, record }: TakenGame, deps: RowDeps): boolean {
  const row = db.one(
    takenRow,
    'SELECT game_metadata, CAST(priority AS INTEGER) AS priority FROM game_fetch_queue WHERE queueuuid = ?',
    queueId,
  );
  const json = JSON.stringify(record.raw);
  if (row === null || row.game_metadata === json) return false;
  const latest = readGameRecord(row.game_metadata);
  if (latest instanceof RecordError || !gameChange({ columns: record.columns, json }, latest).major) return false;
  return enqueueGame(db, { record: latest, priority: row.priority }, true, deps);
}
