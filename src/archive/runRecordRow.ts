import { z } from 'zod';
import type { RunRecord } from '../model/archiveState.js';
import { stateName } from './nullableText.js';
import { sqlTimeColumn } from './sqlTime.js';

/** The columns of `update_status` that {@link runRecordRow} parses. */
export const RUN_RECORD_COLUMNS = 'status, started_at, coalesce(completed_at, last_updated) AS ended_at, error_message';

/** How a run or a crawl went, by its row in `update_status`. */
export const runRecordRow = z.object({
  status: stateName,
  started_at: sqlTimeColumn,
  ended_at: sqlTimeColumn,
  error_message: z.string().nullable().catch(null),
});

export const runRecordOf = (row: z.infer<typeof runRecordRow>): RunRecord => ({
  outcome: row.status,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  reason: row.error_message,
});
