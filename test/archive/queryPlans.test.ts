import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { fillArchive } from '../../bench/fillArchive.js';
import { type Connection, connect } from '../../src/archive/connection.js';
import type { Databases } from '../../src/archive/databases.js';
import { createQueue } from '../../src/archive/queue.js';
import { createRecords } from '../../src/archive/records.js';
import { createRuns } from '../../src/archive/runs.js';
import { createSightings } from '../../src/archive/sightings.js';
import { deps, hackRecord, newFolder, pathsIn, planOf } from './archiveFolder.js';

/** Every statement of a routine update is looked up in an index: none of them scans a table or an index. */
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
])('%s', async (_, work) => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 20, bytes: 10 });
  const asked: [path: string, sql: string][] = [];
  const watched = (path: string): Connection =>
    connect(path, randomUUID, { verbose: (sql) => asked.push([path, String(sql)]) });
  const on = { rhdata: watched(paths.rhdata), patchbin: watched(paths.patchbin) };
  try {
    work(on);
  } finally {
    on.rhdata.close();
    on.patchbin.close();
  }
  const plans = asked
    .filter(([, sql]) => /^\s*(?:SELECT|UPDATE|DELETE|INSERT)/.test(sql))
    .map(([path, sql]) => ({ sql, plan: planOf(path, sql.replaceAll('uuid()', "'a'")) }));
  expect(plans).not.toEqual([]);
  for (const { sql, plan } of plans) {
    // The ids of one page are a table of their own.
    const scans = plan
      .split('\n')
      .filter((line) => line.startsWith('SCAN') && !/^SCAN (?:asked|CONSTANT ROW)/.test(line));
    expect(scans, sql).toEqual([]);
  }
});

test('the plan of a statement that scans a table says so', async () => {
  const paths = pathsIn(newFolder());
  await fillArchive(paths, { games: 1, bytes: 10 });
  expect(planOf(paths.rhdata, 'SELECT 1 FROM gameversions WHERE author = 1')).toMatch(/^SCAN gameversions/);
});

const RECORDS = ['7', '8', '99'].map((id) => hackRecord(id));
const queue = (db: Connection) => createQueue(db, deps);
const sightings = (db: Connection) => createSightings(db, queue(db), deps);
