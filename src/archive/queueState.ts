import { z } from 'zod';
import type { Connection } from './connection.js';
import { FAILURE_COLUMNS, type QueueFailure, failureOf, failureRow } from './failureRow.js';
import { stateName } from './nullableText.js';

/** How many games are in each state. */
export interface QueueCounts {
  readonly pending: number;
  readonly downloading: number;
  readonly processing: number;
  readonly completed: number;
  readonly failed: number;
}

const countRow = z.object({ status: stateName, count: z.number() });

/** How many games of the queue are in each state; read from totals that triggers keep, not counted. */
export function queueCounts(db: Connection): QueueCounts {
  const rows = db.many(countRow, "SELECT value AS status, count FROM romflow_counts WHERE what = 'queue'");
  const of = (status: string): number => rows.find((row) => row.status === status)?.count ?? 0;
  return {
    pending: of('pending'),
    downloading: of('downloading'),
    processing: of('processing'),
    completed: of('completed'),
    failed: of('failed'),
  };
}

/** The latest failures of the queue, `limit` at most. */
export function queueFailures(db: Connection, limit: number): readonly QueueFailure[] {
  return db
    .many(
      failureRow,
      `SELECT ${FAILURE_COLUMNS}
       FROM game_fetch_queue WHERE status = 'failed' ORDER BY completed_at DESC, rowid DESC LIMIT ?`,
      String(limit),
    )
    .map(failureOf);
}
