import { expect, test } from 'vitest';
import type { Connection } from '../../../src/archive/connection.js';
import { gamesPerMonth } from '../../../src/archive/dashboard/gamesPerMonth.js';
import { chartedRuns, pastRuns } from '../../../src/archive/dashboard/pastRuns.js';
import { archiveReader } from '../../../src/archive/dashboard/readAsToday.js';
import { KILLED } from '../../../src/archive/updateStatus.js';
import { newFolder } from '../archiveFolder.js';
import { filledArchive, write } from './filledArchive.js';

function reading<T>(rhdata: string, read: (db: Connection) => T): T {
  const db = archiveReader('rhdata.sql')(rhdata);
  if (db === null) throw new Error('There is no archive.');
  try {
    return read(db);
  } finally {
    db.close();
  }
}

test('every month from the first to the last is counted, with games new on the site and in the archive', async () => {
  const { rhdata } = await filledArchive(newFolder());
  write(
    rhdata,
    `UPDATE gameversions SET gvimport_time = '2025-12-31 23:59:59' WHERE gameid = '2';
     UPDATE gameversions SET gvimport_time = '2026-01-01 00:00:00' WHERE gameid <> '2';
     UPDATE gameversions SET time = '1759276800' WHERE gameid IN ('1', '3');
     UPDATE gameversions SET time = '1756684800' WHERE gameid = '2';
     UPDATE gameversions SET time = NULL, added = 'long ago' WHERE gameid = '4'`,
  );
  expect(reading(rhdata, gamesPerMonth)).toEqual([
    { month: '2025-09', added: 1, recorded: 0 },
    { month: '2025-10', added: 2, recorded: 0 },
    { month: '2025-11', added: 0, recorded: 0 },
    { month: '2025-12', added: 0, recorded: 2 },
    { month: '2026-01', added: 0, recorded: 3 },
  ]);
});

test('there are no months if nothing is known', async () => {
  const { rhdata } = await filledArchive(newFolder());
  write(rhdata, "UPDATE gameversions SET gvimport_time = NULL, time = NULL, added = ''");
  expect(reading(rhdata, gamesPerMonth)).toEqual([]);
});

test('runs and crawls are listed newest first, page by page', async () => {
  const { rhdata } = await filledArchive(newFolder());
  const { rows: runs, total, next } = reading(rhdata, (db) => pastRuns(db, { place: 'first', pageSize: 2 }));
  expect(total).toBe(3);
  expect(runs.map(({ kind, outcome, mode }) => [kind, outcome, mode])[0]).toEqual(['update', 'in_progress', null]);
  const rest = reading(rhdata, (db) => pastRuns(db, { place: next ?? 'last', pageSize: 2 })).rows;
  expect(rest).toHaveLength(1);
  const crawl = [...runs, ...rest].find(({ kind }) => kind === 'crawl');
  expect(crawl).toMatchObject({ outcome: 'failed', mode: 'full', reason: 'The site sent no JSON.' });
});

test('runs are charted with their duration and how many versions they recorded', async () => {
  const { rhdata } = await filledArchive(newFolder());
  expect(reading(rhdata, (db) => chartedRuns(db, 60))).toMatchObject([
    { outcome: 'completed', durationMs: 300_000, recorded: 5 },
    { outcome: 'in_progress' },
  ]);
  expect(reading(rhdata, (db) => chartedRuns(db, 1))).toHaveLength(1);
});

test('a killed run, or one in progress, counts what was recorded before the next one began', async () => {
  const { rhdata } = await filledArchive(newFolder());
  write(
    rhdata,
    `UPDATE update_status SET status = 'paused', error_message = '${KILLED}', completed_at = NULL, last_updated = started_at
     WHERE operation_type = 'game_update' AND status = 'completed';
     UPDATE gameversions SET gvimport_time = datetime((SELECT max(started_at) FROM update_status), '+1 minute')
     WHERE gameid = '4'`,
  );
  expect(reading(rhdata, (db) => chartedRuns(db, 60))).toMatchObject([
    { durationMs: null, recorded: 4 },
    { durationMs: null, recorded: 1 },
  ]);
});
