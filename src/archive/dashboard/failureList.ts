import { z } from 'zod';
import { RecordError } from '../../model/errors.js';
import type { Connection } from '../connection.js';
import { plainId } from '../gameIds.js';
import { readQueuedRecord } from '../queuedRecord.js';
import { sqlTimeColumn } from '../sqlTime.js';

/** Exported for the test that reads the plan. */
export const FAILURES = `SELECT gameid, game_metadata, error_message, coalesce(retry_count, 0) AS tries, completed_at
  FROM game_fetch_queue WHERE status = 'failed' AND gameid GLOB '[0-9]*'
  ORDER BY completed_at DESC LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`;

/** Exported for the test that reads the plan. */
export const FAILED = "SELECT count(*) AS count FROM game_fetch_queue WHERE status = 'failed' AND gameid GLOB '[0-9]*'";

const count = z.object({ count: z.int() });
const failureRow = z
  .object({
    gameid: z.string().transform(plainId),
    game_metadata: z.string().nullable(),
    error_message: z.string().nullable(),
    tries: z.int().nonnegative(),
    completed_at: sqlTimeColumn,
  })
  .transform(({ gameid: id, game_metadata: json, error_message: reason, tries, completed_at: failedAt }) => {
    const record = readQueuedRecord(json);
    return {
      id,
      name: record instanceof RecordError ? id : record.name,
      reason: reason ?? 'no reason was noted',
      tries,
      failedAt,
    };
  });

/** A game whose last try failed. */
export type FailureRow = z.infer<typeof failureRow>;

/** A page of the games that failed, the latest first, and how many there are on all pages. */
export function failureList(
  db: Connection,
  { page, pageSize }: { readonly page: number; readonly pageSize: number },
): { readonly failures: readonly FailureRow[]; readonly total: number } {
  return {
    failures: db.many(failureRow, FAILURES, String(pageSize), String((page - 1) * pageSize)),
    total: db.one(count, FAILED)?.count ?? 0,
  };
}
