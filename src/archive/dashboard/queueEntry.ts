import { z } from 'zod';
import { readGameRecord } from '../../formats/gameRecord.js';
import { RecordError } from '../../model/errors.js';
import type { GameRecord } from '../../model/game.js';
import type { Connection } from '../connection.js';
import { TRIES } from '../failureRow.js';
import { idSpellings } from '../idSpellings.js';
import { stateName } from '../nullableText.js';
import { sqlTimeColumn } from '../sqlTime.js';

/** Exported for the test that reads the plan. */
export const ENTRY = `SELECT queueuuid, status, game_metadata, error_message, ${TRIES} AS tries, created_at,
    started_at, completed_at
  FROM game_fetch_queue WHERE gameid IN (?, ?) ORDER BY gameid LIMIT 1`;

/** Exported for the test that reads the plan. */
export const TRIED = `SELECT patch_filename, patch_type, is_primary, priority_score, test_result, error_message
  FROM patch_files_working WHERE queueuuid = ? ORDER BY priority_score DESC, patch_filename LIMIT 500`;

const text = z.string().nullable();
const entryRow = z.object({
  /** Null in a row that another tool wrote without one, until the next update. */
  queueuuid: text,
  status: stateName,
  game_metadata: text,
  error_message: text,
  tries: z.int().nonnegative(),
  created_at: sqlTimeColumn,
  started_at: sqlTimeColumn,
  completed_at: sqlTimeColumn,
});
const triedRow = z
  .object({
    patch_filename: text,
    patch_type: text,
    is_primary: z.unknown().transform((flag) => Number(flag) === 1),
    priority_score: z.number().nullable().catch(null),
    test_result: text,
    error_message: text,
  })
  .transform((row) => ({
    fileName: row.patch_filename,
    kind: row.patch_type,
    primary: row.is_primary,
    score: row.priority_score,
    outcome: row.test_result,
    reason: row.error_message,
  }));

/** A game's row in the queue, the record that waits there, and the patches that were tried; null when there is no row. */
export function queueEntry(db: Connection, id: string) {
  const row = db.one(entryRow, ENTRY, ...idSpellings(id));
  if (row === null) return null;
  const record = readGameRecord(row.game_metadata);
  const understood: GameRecord | null = record instanceof RecordError ? null : record;
  return {
    entry: {
      status: row.status,
      tries: row.tries,
      reason: row.error_message,
      queuedAt: row.created_at,
      startedAt: row.started_at,
      endedAt: row.completed_at,
    },
    record: understood,
    tried: [...db.many(triedRow, TRIED, row.queueuuid)],
  };
}
