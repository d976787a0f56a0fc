import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pastRuns } from '../../src/archive/dashboard/pastRuns.js';
import { archiveReader } from '../../src/archive/dashboard/readAsToday.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { COUNTS, databaseStatus, NEWEST_STATUS, WAITING } from '../../src/archive/status.js';
import {
  clock,
  deps,
  hackRecord,
  newFolder,
  pathsIn,
  planOf,
  recordable,
  sealedPatch,
  takenFrom,
} from './archiveFolder.js';
import { makeOldArchive } from './oldArchive.js';

const NO_QUEUE = { pending: 0, downloading: 0, processing: 0, completed: 0, failed: 0, waiting: [] };

test('there is no archive', () => {
  expect(databaseStatus(pathsIn(newFolder()), 3)).toEqual({
    holds: null,
    queue: NO_QUEUE,
    failures: [],
    lastCrawl: null,
    lastRun: null,
  });
});

test('an archive from before there was a queue is read as it is', () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  expect(databaseStatus(paths, 3)).toEqual({
    holds: { games: 3, versions: 3, patches: 1, blobs: 3, attachments: 2 },
    queue: NO_QUEUE,
    failures: [],
    lastCrawl: null,
    lastRun: null,
  });
});

test('a game counts once, whether its id was stored as text or as a number', async () => {
  const paths = pathsIn(newFolder());
  makeOldArchive(paths);
  const archive = await openArchive(paths, deps);
  const record = hackRecord('295763');
  archive.queue.enqueue([{ record, priority: 100 }]);
  const queued = archive.queue.take({ minPriority: 0 });
  archive.records.record(recordable(queued?.queueId ?? '', record, [sealedPatch('295763', 'new')]));
  archive.close();
  expect(databaseStatus(paths, 3).holds).toEqual({ games: 3, versions: 4, patches: 2, blobs: 4, attachments: 3 });
});

test('a priority that another tool wrote as a word, or not at all, counts as 0', async () => {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  archive.queue.enqueue(['1', '2'].map((id) => ({ record: hackRecord(id), priority: 100 })));
  archive.close();
  const db = new Database(paths.rhdata);
  db.exec("UPDATE game_fetch_queue SET priority = CASE gameid WHEN '1' THEN 'high' END");
  db.close();
  expect(databaseStatus(paths, 3).queue.waiting).toEqual([
    { priority: 0, games: 1 },
    { priority: 0, games: 1 },
  ]);
});

test('reports what is pending, what failed, and how the last run and crawl went', async () => {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  archive.queue.enqueue(['1', '2', '3'].map((id) => ({ record: hackRecord(id), priority: 100 })));
  archive.queue.enqueue(['4', '5', '6'].map((id) => ({ record: hackRecord(id), priority: 200 })));
  const [first, second] = [takenFrom(archive), takenFrom(archive)];
  archive.queue.countTry(first.queueId);
  archive.queue.failed(first, 'The site is away.', { final: false, retryMax: 3 });
  clock.ms += 1000;
  archive.queue.failed(second, 'There is no patch.', { final: true, retryMax: 3 });
  archive.queue.take({ minPriority: 0 });

  const crawl = archive.crawls.begin('https://site.test/', 'full');
  archive.crawls.fail(crawl, 'The site sent no JSON.');
  archive.runs.begin({});
  clock.ms += 60_000;
  archive.runs.finish(archive.runs.begin({}).id, 'completed', null);
  archive.close();

  const status = databaseStatus(paths, 3);
  expect(status.queue).toEqual({
    pending: 3,
    downloading: 1,
    processing: 0,
    completed: 0,
    failed: 2,
    waiting: [{ priority: 100, games: 3 }],
  });
  expect(status.failures).toEqual([
    { id: '5', name: 'Hack 5', reason: 'There is no patch.', tries: 3, final: true },
    { id: '4', name: 'Hack 4', reason: 'The site is away.', tries: 1, final: false },
  ]);
  const ended = new Date(clock.ms).toISOString();
  expect(status.lastRun).toEqual({ outcome: 'completed', startedAt: ended, endedAt: ended, reason: null });
  expect(status.lastCrawl).toMatchObject({ outcome: 'failed', reason: 'The site sent no JSON.' });
});

test('the last run is the one that began last, even after the clock was ahead', async () => {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  clock.ms += 3_600_000;
  archive.runs.finish(archive.runs.begin({}).id, 'completed', null);
  clock.ms -= 3_600_000;
  archive.runs.finish(archive.runs.begin({}).id, 'failed', 'No.');
  archive.close();
  expect(databaseStatus(paths, 3).lastRun?.reason).toBe('No.');
});

test('lists twenty failures at most, newest first', async () => {
  const paths = pathsIn(newFolder());
  const archive = await openArchive(paths, deps);
  archive.queue.enqueue(
    Array.from({ length: 25 }, (_, index) => ({ record: hackRecord(String(index + 1)), priority: 100 })),
  );
  for (
    let game = archive.queue.take({ minPriority: 0 });
    game !== null;
    game = archive.queue.take({ minPriority: 0 })
  ) {
    archive.queue.failed(game, 'No.', { final: true, retryMax: 3 });
  }
  archive.close();
  const { failures, queue } = databaseStatus(paths, 3);
  expect(queue.failed).toBe(25);
  expect(failures.map(({ id }) => Number(id))).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
});

test('unexpected values from other tools do no harm', async () => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const db = new Database(paths.rhdata);
  db.function('uuid', () => 'x');
  db.exec(`
    INSERT INTO update_status (operation_type, status, started_at, completed_at, last_updated, error_message)
      VALUES ('game_update', 'completed', 1760000000, 'yesterday', NULL, NULL);
    INSERT INTO game_fetch_queue (queueuuid, gameid, status, priority, game_metadata)
      VALUES ('a', '7.0', 'failed', NULL, 'not JSON'), ('b', '8', 'pending', NULL, NULL);
  `);
  db.close();
  expect(databaseStatus(paths, 3)).toMatchObject({
    queue: { waiting: [{ priority: 0, games: 1 }] },
    failures: [{ id: '7', name: '7', reason: 'no reason was recorded', tries: 0, final: false }],
    lastRun: { outcome: 'completed', startedAt: null, endedAt: null, reason: null },
  });
});

test('what tables with another schema lack is unknown, and does no harm', async () => {
  const paths = pathsIn(newFolder());
  const db = new Database(paths.rhdata);
  db.exec(`
    CREATE TABLE update_status (uuuid, operation_type, status, metadata, started_at, completed_at, last_updated,
      error_message, retry_count);
    INSERT INTO update_status (uuuid, operation_type) VALUES ('a', 'game_update'), ('b', 'metadata_fetch');
    CREATE TABLE game_fetch_queue (queueuuid PRIMARY KEY, gameid UNIQUE, status, priority, game_metadata, download_url,
      zip_path, error_message, retry_count, created_at, started_at, completed_at);
    INSERT INTO game_fetch_queue (queueuuid, gameid, status) VALUES ('a', '7', NULL);
  `);
  db.close();
  const nothing = { outcome: 'unknown', startedAt: null, endedAt: null, reason: null };
  const told = { lastRun: nothing, lastCrawl: nothing };
  expect(databaseStatus(paths, 3)).toMatchObject(told);

  const archive = await openArchive(paths, deps);
  expect(archive.queue.enqueue([{ record: hackRecord('7'), priority: 100 }])).toEqual(new Set(['7']));
  archive.close();
  expect(databaseStatus(paths, 3)).toMatchObject(told);
  const reader = archiveReader('rhdata.sql')(paths.rhdata);
  if (reader === null) throw new Error('no archive');
  const { rows } = pastRuns(reader, { place: 'first', pageSize: 10 });
  reader.close();
  expect(rows.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
});

describe('reads indexes, not rows', () => {
  test.each(Object.entries(COUNTS))('to count the %s', async (what, sql) => {
    const paths = pathsIn(newFolder());
    (await openArchive(paths, deps)).close();
    const plan = planOf(what === 'attachments' ? paths.patchbin : paths.rhdata, sql);
    expect(plan).toMatch(/^(?:SEARCH romflow_totals |SEARCH romflow_counts |SCAN romflow_kinds$)/);
  });

  test('to count the attachments of an old archive', () => {
    const paths = pathsIn(newFolder());
    makeOldArchive(paths);
    const db = archiveReader('patchbin.sql')(paths.patchbin);
    const plan = db?.many(z.object({ detail: z.string() }), `EXPLAIN QUERY PLAN ${COUNTS.attachments}`) ?? [];
    db?.close();
    expect(plan.map(({ detail }) => detail).join('\n')).toContain('attachments USING COVERING INDEX');
  });

  test('to report what is pending and how the last run went', async () => {
    const paths = pathsIn(newFolder());
    (await openArchive(paths, deps)).close();
    expect(planOf(paths.rhdata, WAITING)).toMatch(/SEARCH game_fetch_queue USING COVERING INDEX/);
    expect(planOf(paths.rhdata, NEWEST_STATUS, 'game_update')).toMatch(
      /SEARCH update_status USING COVERING INDEX romflow_status_type/,
    );
  });
});
