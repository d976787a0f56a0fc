import { z } from 'zod';
import type { Course, StatusReport } from '../model/status.js';
import type { Connection } from './connection.js';
import { plainId } from './gameIds.js';
import { archiveReader } from './dashboard/readAsToday.js';
import { createQueue } from './queue.js';
import { readDatabase, tablesOf } from './readDatabase.js';
import { sqlTimeColumn } from './sqlTime.js';

/** What the databases know of the state of an archive. */
export type DatabaseStatus = Pick<StatusReport, 'holds' | 'queue' | 'failures' | 'lastCrawl' | 'lastRun'>;

const MOST_FAILURES = 20;

/**
 * The queries behind it, each with the table that it needs. They read indexes only: rows are long, and those of
 * `attachments` hold whole blobs. Exported for the test that reads their plans.
 */
export const COUNTS = {
  games: ['gameversions', 'SELECT coalesce(sum(games), 0) AS count FROM romflow_kinds'],
  versions: ['gameversions', "SELECT coalesce(sum(count), 0) AS count FROM romflow_counts WHERE what = 'recorded'"],
  patches: ['rhpatches', 'SELECT count(*) AS count FROM rhpatches'],
  blobs: ['patchblobs', 'SELECT count(*) AS count FROM patchblobs'],
  attachments: ['attachments', 'SELECT count(*) AS count FROM attachments'],
} as const;

/** Exported for the test that reads its plan. */
export const WAITING = `SELECT coalesce(priority, 0) AS priority, count(*) AS games FROM game_fetch_queue
  WHERE status = 'pending' GROUP BY priority ORDER BY priority DESC`;

/** Exported for the test that reads its plan. */
export const NEWEST_STATUS = `SELECT status, started_at, coalesce(completed_at, last_updated) AS ended_at, error_message
  FROM update_status WHERE operation_type = ? ORDER BY started_at DESC, rowid DESC LIMIT 1`;

const countRow = z.object({ count: z.int().nonnegative() });
const waitingRow = z.object({ priority: z.number(), games: z.int().nonnegative() });

const statusRow = z
  .object({
    status: z.string(),
    started_at: sqlTimeColumn,
    ended_at: sqlTimeColumn,
    error_message: z.string().nullable().catch(null),
  })
  .transform(({ status, started_at: startedAt, ended_at: endedAt, error_message: reason }): Course => ({
    outcome: status,
    startedAt,
    endedAt,
    reason,
  }));

/**
 * Reads the state of an archive out of its databases, and changes nothing in them. One that is missing, or that is of a time
 * before some table, counts as empty there.
 *
 * @param paths - the two files
 * @param retryMax - how often a game is tried
 * @throws ArchiveError - a file is no database, is damaged or cannot be read
 */
export function databaseStatus(
  paths: { readonly rhdata: string; readonly patchbin: string },
  retryMax: number,
): DatabaseStatus {
  const rhdata = archiveReader()(paths.rhdata);
  try {
    const patchbin = readDatabase(paths.patchbin);
    try {
      return {
        holds: rhdata === null ? null : holds(rhdata, patchbin),
        ...queued(rhdata, retryMax),
        lastCrawl: newest(rhdata, 'metadata_fetch'),
        lastRun: newest(rhdata, 'game_update'),
      };
    } finally {
      patchbin?.close();
    }
  } finally {
    rhdata?.close();
  }
}

function holds(rhdata: Connection, patchbin: Connection | null): StatusReport['holds'] {
  const tables = tablesOf(rhdata);
  const count = (db: Connection | null, [table, sql]: readonly [string, string]): number =>
    db === null || !(db === rhdata ? tables : tablesOf(db)).has(table) ? 0 : (db.one(countRow, sql)?.count ?? 0);
  return {
    games: count(rhdata, COUNTS.games),
    versions: count(rhdata, COUNTS.versions),
    patches: count(rhdata, COUNTS.patches),
    blobs: count(rhdata, COUNTS.blobs),
    attachments: count(patchbin, COUNTS.attachments),
  };
}

const NOTHING_QUEUED = { pending: 0, downloading: 0, processing: 0, completed: 0, failed: 0, waiting: [] };

function queued(db: Connection | null, retryMax: number): Pick<DatabaseStatus, 'queue' | 'failures'> {
  if (db === null || !tablesOf(db).has('game_fetch_queue')) return { queue: NOTHING_QUEUED, failures: [] };
  const quietly = { now: Date.now, uuid: () => '', warn: () => undefined };
  const queue = createQueue(db, quietly);
  return {
    queue: { ...queue.counts(), waiting: [...db.many(waitingRow, WAITING)] },
    failures: queue
      .failures(MOST_FAILURES)
      .map(({ id, ...failure }) => ({ id: plainId(id), ...failure, final: failure.tries >= retryMax })),
  };
}

function newest(db: Connection | null, type: string): Course | null {
  if (db === null || !tablesOf(db).has('update_status')) return null;
  return db.one(statusRow, NEWEST_STATUS, type);
}
