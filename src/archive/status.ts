import { z } from 'zod';
import type { StatusReport } from '../model/status.js';
import type { Connection } from './connection.js';
import { archiveReader } from './dashboard/readAsToday.js';
import type { DatabasePaths } from './databases.js';
import { type QueueCounts, queueCounts, queueFailures } from './queueState.js';
import { RUN_RECORD_COLUMNS, runRecordOf, runRecordRow } from './runRecordRow.js';

/** What the databases know of the state of an archive. */
export type DatabaseStatus = Pick<StatusReport, 'holds' | 'queue' | 'failures' | 'lastCrawl' | 'lastRun'>;

const MAX_FAILURES = 20;

/** Totals are read, not counted. Exported for the test that reads the plans. */
export const COUNTS = {
  games: 'SELECT coalesce(sum(games), 0) AS count FROM romflow_kinds',
  versions: "SELECT coalesce(sum(count), 0) AS count FROM romflow_counts WHERE what = 'recorded'",
  patches: "SELECT count FROM romflow_totals WHERE what = 'patches'",
  blobs: "SELECT count FROM romflow_totals WHERE what = 'blobs'",
  attachments: "SELECT count FROM romflow_totals WHERE what = 'attachments'",
} as const;

/** Exported for the test that reads its plan. */
export const WAITING = `SELECT CAST(coalesce(priority, 0) AS INTEGER) AS priority, count(*) AS games FROM game_fetch_queue
  WHERE status = 'pending' GROUP BY priority ORDER BY priority DESC`;

/** The row that was written last, whatever the clock said. Exported for the test that reads its plan. */
export const NEWEST_STATUS = `SELECT ${RUN_RECORD_COLUMNS}
  FROM update_status WHERE rowid = (SELECT max(rowid) FROM update_status WHERE operation_type = ?)`;

const countRow = z.object({ count: z.int().nonnegative() });
const waitingRow = z.object({ priority: z.number(), games: z.int().nonnegative() });

const statusRow = runRecordRow.transform(runRecordOf);

/**
 * Reads the state of an archive from its databases, and changes nothing in them. A missing database counts as empty, and so
 * does a table that an older one lacks.
 *
 * @param paths - the two files
 * @param retryMax - how many attempts a game gets
 * @throws ArchiveError - a file is not a database, is damaged or cannot be read
 */
export function databaseStatus(paths: DatabasePaths, retryMax: number): DatabaseStatus {
  const rhdata = archiveReader('rhdata.sql')(paths.rhdata);
  try {
    const patchbin = archiveReader('patchbin.sql')(paths.patchbin);
    try {
      const { queue, ...rest } = archiveCounts(rhdata, patchbin);
      if (rhdata === null) return { ...rest, queue: { ...queue, waiting: [] }, failures: [] };
      return {
        ...rest,
        queue: { ...queue, waiting: [...rhdata.many(waitingRow, WAITING)] },
        failures: queueFailures(rhdata, MAX_FAILURES).map((failure) => ({
          ...failure,
          final: failure.tries >= retryMax,
        })),
      };
    } finally {
      patchbin?.close();
    }
  } finally {
    rhdata?.close();
  }
}

/** The part of an archive's state that is known at once, however large the archive is. */
export interface ArchiveCounts extends Pick<StatusReport, 'holds' | 'lastCrawl' | 'lastRun'> {
  readonly queue: QueueCounts;
}

/**
 * Reads how much there is in an archive.
 *
 * @param rhdata - as `archiveReader` opens it; null when there is none
 * @param patchbin - the same
 */
export function archiveCounts(rhdata: Connection | null, patchbin: Connection | null): ArchiveCounts {
  if (rhdata === null) return { holds: null, queue: NOTHING_QUEUED, lastCrawl: null, lastRun: null };
  const count = (db: Connection | null, what: keyof typeof COUNTS): number =>
    db?.one(countRow, COUNTS[what])?.count ?? 0;
  return {
    holds: {
      games: count(rhdata, 'games'),
      versions: count(rhdata, 'versions'),
      patches: count(rhdata, 'patches'),
      blobs: count(rhdata, 'blobs'),
      attachments: count(patchbin, 'attachments'),
    },
    queue: queueCounts(rhdata),
    lastCrawl: rhdata.one(statusRow, NEWEST_STATUS, 'metadata_fetch'),
    lastRun: rhdata.one(statusRow, NEWEST_STATUS, 'game_update'),
  };
}

const NOTHING_QUEUED = { pending: 0, downloading: 0, processing: 0, completed: 0, failed: 0 };
