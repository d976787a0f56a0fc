import type { JsonObject } from '../model/game.js';
import type { Connection } from './connection.js';
import { sqlTime } from './sqlTime.js';

/** How a run or a crawl ended. */
export type Ending = 'completed' | 'failed' | 'paused';

/** The reason given for what was killed, recorded by the run that came next. */
export const KILLED = 'it was interrupted';

/** Records in `update_status` that something has begun. */
export function beginStatus(
  db: Connection,
  { id, type, metadata, at }: { id: string; type: string; metadata: JsonObject; at: number },
): void {
  const time = sqlTime(at);
  db.insert('update_status', {
    uuuid: id,
    operation_type: type,
    status: 'in_progress',
    metadata: JSON.stringify(metadata),
    started_at: time,
    last_updated: time,
  });
}

/** Records that it resumes after a pause or a failure. */
export function resumeStatus(db: Connection, id: string, at: number): void {
  const row = { status: 'in_progress', completed_at: null, error_message: null, last_updated: sqlTime(at) };
  db.update('update_status', row, 'uuuid = ?', id);
}

/** Records how it ended; only what is complete has a time of completion. */
export function endStatus(db: Connection, id: string, status: Ending, reason: string | null, at: number): void {
  const time = sqlTime(at);
  const completed_at = status === 'completed' ? time : null;
  db.update('update_status', { status, error_message: reason, last_updated: time, completed_at }, 'uuuid = ?', id);
}

/**
 * Marks as paused what began and was killed: one row, or all of a type. When that happened is not known, so the times stay.
 *
 * @returns how many there were
 */
export function pauseKilled(db: Connection, column: 'uuuid' | 'operation_type', value: string): number {
  return db.run(
    `UPDATE update_status SET status = 'paused', error_message = ? WHERE ${column} = ? AND status = 'in_progress'`,
    KILLED,
    value,
  );
}
