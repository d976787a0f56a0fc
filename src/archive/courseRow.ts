import { z } from 'zod';
import type { Course } from '../model/archiveState.js';
import { stateWord } from './knownText.js';
import { sqlTimeColumn } from './sqlTime.js';

/** The columns of `update_status` that {@link courseRow} parses. */
export const COURSE_COLUMNS = 'status, started_at, coalesce(completed_at, last_updated) AS ended_at, error_message';

/** How a run or a crawl went, by its row in `update_status`. */
export const courseRow = z.object({
  status: stateWord,
  started_at: sqlTimeColumn,
  ended_at: sqlTimeColumn,
  error_message: z.string().nullable().catch(null),
});

export const courseOf = (row: z.infer<typeof courseRow>): Course => ({
  outcome: row.status,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  reason: row.error_message,
});
