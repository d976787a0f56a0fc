import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fillArchive } from '../../bench/fillArchive.js';
import { type Connection, connect } from '../../src/archive/connection.js';
import { CRAWL_LOOKUPS, createCrawls } from '../../src/archive/crawls.js';
import type { Databases } from '../../src/archive/databases.js';
import { createImports } from '../../src/archive/imports.js';
import { nextCrawl } from '../../src/archive/nextCrawl.js';
import { createQueue } from '../../src/archive/queue.js';
import { createRecords } from '../../src/archive/records.js';
import { recordReseal } from '../../src/archive/reseals.js';
import { createRuns } from '../../src/archive/runs.js';
import { createScrapeAnswers } from '../../src/archive/scrapeAnswers.js';
import { createScrapeRuns } from '../../src/archive/scrapeRuns.js';
import { openScrapeState } from '../../src/archive/scrapeState.js';
import { createSightings } from '../../src/archive/sightings.js';
import { verifyRows } from '../../src/archive/verifyRows.js';
import { deps, hackRecord, newFolder, pathsIn, planOf } from './archiveFolder.js';

// Every statement of a run is looked up in an index: none of them scans a table or an index.

test.each<[name: string, work: (on: Databases) => unknown]>([
  ['the filter of new games', ({ rhdata }) => sightings(rhdata).compare(RECORDS)],
  [
    'taking note of what was seen',
    ({ rhdata }) => {
      const seen = sightings(rhdata);
      return seen.note(seen.compare(RECORDS), { crawlId: 'crawl', priority: 100, all: false });
    },
  ],
  ['the next game of the queue', ({ rhdata }) => queue(rhdata).take({ minPriority: 0 })],
  [
    'what an earlier run left in the queue',
    ({ rhdata }) => [queue(rhdata).requeueInterrupted(), queue(rhdata).requeueFailed(3)],
  ],
  [
    'what earlier runs were asked for',
    ({ rhdata }) => {
      queue(rhdata).closeEarlierWishes();
    },
  ],
  ['how many games wait', ({ rhdata }) => queue(rhdata).waiting()],
  ['what was announced and never recorded', (on) => createRecords(on, deps).settle()],
  ['a known blob', (on) => createRecords(on, deps).findBlob('pat7', 'result7')],
  [
    'the beginning and the end of a run',
    ({ rhdata }) => {
      const runs = createRuns(rhdata, deps);
      runs.finish(runs.begin({}).id, 'completed', null);
    },
  ],
  [
    'a crawl',
    ({ rhdata }) => {
      const crawls = createCrawls(rhdata, deps);
      const page = { page: 0, nextPageUrl: null, records: 1, text: '{}' };
      nextCrawl({ url: URL, full: false, fullEveryDays: 30, resumeWithinMs: 1000 }, crawls, deps.now);
      const { crawl } = nextCrawl({ url: URL, full: false, fullEveryDays: 30, resumeWithinMs: 0 }, crawls, deps.now);
      crawls.savePage({ ...crawl, mode: 'routine' }, page, () => crawls.hasFollowed(crawl, `${URL}&n=2`));
      crawls.complete({ ...crawl, mode: 'routine' });
      return crawls.page(crawl, 0) && crawls.lastCompleted(URL);
    },
  ],
  [
    'what verify looks up for a lost file',
    (on) => {
      const rows = verifyRows(on);
      const { versionsWith, workingOf, zipsReadOf, blobNamed, blobsOf, versionsOf, hasQueued, attachmentsOf } = rows;
      return [
        [versionsWith, blobNamed, attachmentsOf].map((find) => find('pblob_7')),
        [zipsReadOf, versionsOf, hasQueued].map((find) => find('7')),
        [blobsOf('pat7'), workingOf('pat_shake_128', 'a'), workingOf('result_shake1', 'a')],
      ];
    },
  ],
  [
    'a blob that was sealed anew',
    ({ rhdata }) => {
      const replaces = { patchblob1_name: 'pblob_7' };
      const reseal = { cursor: '7', pbjsondata: '{}', patchblob1_name: 'b', replaces, pat_sha224: 'a', told: [] };
      recordReseal(rhdata, 'a', reseal);
    },
  ],
])('an archive: %s', async (_, work) => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 20, bytes: 10 });
  const plans = plansOf((watched) => {
    const on = { rhdata: watched(paths.rhdata), patchbin: watched(paths.patchbin) };
    work(on);
    return [on.rhdata, on.patchbin];
  });
  expect(scansIn(plans)).toEqual([]);
});

test.each<[name: string, work: (db: Connection) => unknown]>([
  [
    'the beginning and the end of a run',
    (db) => {
      const runs = createScrapeRuns(db, deps);
      runs.finish(runs.begin({ mode: 'new', options: 'a' }).id, 'complete');
    },
  ],
  [
    'an answer',
    (db) => {
      const answers = createScrapeAnswers(db, deps);
      answers.put('4', 'sha1:aa', []);
      return [answers.get('4', 'sha1:aa'), answers.isUnknown('4', 'sha1:aa')];
    },
  ],
])('the state of a scrape: %s', async (_, work) => {
  const file = join(newFolder(), 'scrape.db');
  (await openScrapeState(file, deps)).close();
  const plans = plansOf((watched) => {
    const db = watched(file);
    work(db);
    return [db];
  });
  expect(scansIn(plans)).toEqual([]);
});

// An archive has a row for each of its runs and crawls, however many there were: an index on their type alone leads to all.

test.each(Object.entries(CRAWL_LOOKUPS))('the %s crawl is the first that is met from the end', async (_, sql) => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 1, bytes: 10 });
  const plan = planOf(paths.rhdata, sql.replace('url = ?', "url = 'a'"));
  expect(plan).toBe('SEARCH update_status USING INDEX romflow_status_type (operation_type=?)');
});

test('runs that were killed are found without those that were not', async () => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 1, bytes: 10 });
  const plans = plansOf((watched) => {
    const rhdata = watched(paths.rhdata);
    createRuns(rhdata, deps).begin({});
    return [rhdata];
  });
  const killed = plans.filter(({ sql }) => sql.includes("SET status = 'paused'"));
  expect(killed.map(({ plan }) => plan)).toEqual([
    'SEARCH update_status USING INDEX romflow_status_open (operation_type=?)',
  ]);
});

// As many blobs may be attached as there are versions that wait for one.

test('what waits for a blob is found without reading all versions, except for the first', async () => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 2, bytes: 10, changes: ['UPDATE gameversions SET patchblob1_name = NULL'] });
  const asked: string[] = [];
  const on = {
    rhdata: connect(paths.rhdata, randomUUID, { verbose: (sql) => asked.push(String(sql)) }),
    patchbin: connect(paths.patchbin, randomUUID),
  };
  try {
    const imports = createImports(on, deps);
    imports.waitingFor('pblob_1_0123456789');
    asked.length = 0;
    imports.waitingFor('pblob_2_0123456789');
    // On the connection that has the temporary table.
    const plans = asked.flatMap((sql) => on.rhdata.many(detail, `EXPLAIN QUERY PLAN ${sql}`));
    expect(plans.map((step) => step.detail)).toEqual([
      expect.stringMatching(/^SEARCH romflow_waiting USING COVERING INDEX .* \(blob=\?\)$/),
      'SEARCH gameversions USING INTEGER PRIMARY KEY (rowid=?)',
    ]);
  } finally {
    for (const db of Object.values(on)) db.close();
  }
});

test('the plan of a statement that scans a table says so', async () => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 1, bytes: 10 });
  expect(planOf(paths.rhdata, 'SELECT 1 FROM gameversions WHERE author = 1')).toMatch(/^SCAN gameversions/);
});

const detail = z.object({ detail: z.string() });

interface Planned {
  readonly sql: string;
  readonly plan: string;
}

/** The plans of all statements that are run on the connections, which are closed afterwards. */
function plansOf(work: (watched: (path: string) => Connection) => readonly Connection[]): readonly Planned[] {
  const asked: [path: string, sql: string][] = [];
  const opened = work((path) => connect(path, randomUUID, { verbose: (sql) => asked.push([path, String(sql)]) }));
  for (const db of opened) db.close();
  const plans = asked
    .filter(([, sql]) => /^\s*(?:SELECT|UPDATE|DELETE|INSERT)/.test(sql))
    .map(([path, sql]) => ({ sql, plan: planOf(path, sql.replaceAll('uuid()', "'a'")) }));
  expect(plans).not.toEqual([]);
  return plans;
}

/** The statements that scan anything but the ids of one page, which are a table of their own. */
const scansIn = (plans: readonly Planned[]): readonly Planned[] =>
  plans.filter(({ plan }) => /^SCAN (?!asked|CONSTANT ROW)/m.test(plan));

const URL = 'https://site.example.test/list?n=1';
const RECORDS = ['7', '8', '99'].map((id) => hackRecord(id));
const queue = (db: Connection) => createQueue(db, deps);
const sightings = (db: Connection) => createSightings(db, queue(db), deps);
