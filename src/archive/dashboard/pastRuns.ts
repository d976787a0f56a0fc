import { z } from 'zod';
import { jsonAs } from '../../formats/jsonAs.js';
import type { RunRecord } from '../../model/archiveState.js';
import type { ListPage } from '../../model/listPlace.js';
import type { Connection } from '../connection.js';
import { currentRunRecord } from '../currentRunRecord.js';
import { RUN_RECORD_COLUMNS, runRecordOf, runRecordRow } from '../runRecordRow.js';
import { type PageRequest, listPage } from './listPage.js';
import { type KeyedList, MAX_ROWS_EXAMINED } from './listStatements.js';

const RUN_OR_CRAWL = "operation_type IN ('game_update', 'metadata_fetch')";

/** The latest first. The `+` before the type keeps its index out of it: rows are read in order of time. */
const PAST_RUNS: KeyedList = {
  from: 'update_status',
  sorting: { column: 'started_at', number: 'rowid', order: 'desc' },
  // Other tools write rows without an id.
  columns: ["coalesce(uuuid, 'row ' || rowid) AS uuuid", 'operation_type', 'metadata', RUN_RECORD_COLUMNS],
  within: [`+${RUN_OR_CRAWL}`],
  wanted: [],
};

/** Counted only as far as it is worth it. */
const RUNS = `SELECT count(*) AS count FROM (
  SELECT 1 FROM update_status WHERE ${RUN_OR_CRAWL} LIMIT ${MAX_ROWS_EXAMINED + 1})`;

/** The runs of update, the latest first. Exported for the test that reads the plan. */
export const LATEST_RUNS = `SELECT started_at AS started, coalesce(completed_at, last_updated) AS ended, ${RUN_RECORD_COLUMNS}
  FROM update_status WHERE operation_type = 'game_update' ORDER BY started_at DESC LIMIT CAST(? AS INTEGER)`;

/** Exported for the test that reads the plan. */
export const RECORDED = 'SELECT count(*) AS count FROM gameversions WHERE gvimport_time BETWEEN ? AND ?';

/** Later than any time in a row. */
const LATER = '9999-12-31 23:59:59';

const count = z.object({ count: z.int() });
const metadata = z.object({ mode: z.string() });
const runRow = runRecordRow
  .extend({ uuuid: z.string(), operation_type: z.string(), metadata: z.string().nullable().catch(null) })
  .transform((row) => ({
    id: row.uuuid,
    kind: row.operation_type === 'game_update' ? ('update' as const) : ('crawl' as const),
    mode: jsonAs(metadata, row.metadata)?.mode ?? null,
    ...runRecordOf(row),
  }));
const chartRow = runRecordRow.extend({ started: z.string().nullable(), ended: z.string().nullable() });

/** An earlier run or crawl. */
export type PastRunRow = z.infer<typeof runRow>;

/** A page of the runs and crawls that `update_status` knows, the latest first. */
export function pastRuns(db: Connection, request: PageRequest): ListPage<PastRunRow> {
  const runs = db.one(count, RUNS)?.count ?? 0;
  return listPage(db, runRow, PAST_RUNS, { ...request, total: runs > MAX_ROWS_EXAMINED ? null : runs });
}

/** A run, and how many versions the archive got while it lasted. */
export interface ChartedRun extends RunRecord {
  readonly durationMs: number | null;
  readonly recorded: number;
}

/** The latest runs of update, oldest first. */
export function chartedRuns(db: Connection, most: number): readonly ChartedRun[] {
  const rows = db.many(chartRow, LATEST_RUNS, String(most)).toReversed();
  return rows.map(({ started, ended, ...row }, index) => {
    const course = runRecordOf(row);
    const { startedAt, endedAt } = course;
    // The row of an interrupted run tells only when it began; whatever came before the next run began is its own.
    const isOpen = currentRunRecord(course, null).outcome === 'interrupted';
    const until = isOpen ? (rows[index + 1]?.started ?? LATER) : ended;
    const known = !isOpen && startedAt !== null && endedAt !== null;
    return {
      ...course,
      durationMs: known ? Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) : null,
      recorded: started !== null && until !== null ? (db.one(count, RECORDED, started, until)?.count ?? 0) : 0,
    };
  });
}
