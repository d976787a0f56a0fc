import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, connect } from '../../../src/archive/connection.js';
import { failureList } from '../../../src/archive/dashboard/failureList.js';
import { gameFacts } from '../../../src/archive/dashboard/gameFacts.js';
import { KINDS, RANKS, gameFilters } from '../../../src/archive/dashboard/gameFilters.js';
import { SIGHTINGS, STATS } from '../../../src/archive/dashboard/gameHistory.js';
import { BY_IDS, archivedGames, gameList } from '../../../src/archive/dashboard/gameList.js';
import { ATTACHMENT, PATCHES } from '../../../src/archive/dashboard/gamePatches.js';
import { VERSIONS } from '../../../src/archive/dashboard/gameVersions.js';
import { MONTHS, gamesPerMonth } from '../../../src/archive/dashboard/gamesPerMonth.js';
import { stretchesOf } from '../../../src/archive/dashboard/listStatements.js';
import { STATES, openStates } from '../../../src/archive/dashboard/openStates.js';
import { LATEST_RUNS, RECORDED, chartedRuns, pastRuns } from '../../../src/archive/dashboard/pastRuns.js';
import { ENTRY, TRIED } from '../../../src/archive/dashboard/queueEntry.js';
import { OPEN_COUNTS, queuedGames, queuedList } from '../../../src/archive/dashboard/queuedList.js';
import { archiveCounts } from '../../../src/archive/status.js';
import type { ListPlace } from '../../../src/model/listPlace.js';
import { planOf } from '../archiveFolder.js';
import { filledArchive } from './filledArchive.js';

const KEY = { value: 'Castle', id: '3' };
const PLACES: readonly ListPlace[] = [
  'first',
  'last',
  { after: KEY },
  { before: KEY },
  { after: { ...KEY, value: null } },
  { before: { ...KEY, value: null } },
];
const SORTS = ['name', 'id', 'added', 'recorded'] as const;
/** Every sorted list, in either direction, from every kind of place. */
const SORTED = SORTS.flatMap((sort) =>
  (['asc', 'desc'] as const).flatMap((order) => PLACES.map((place) => ({ sort, order, place, pageSize: 50 }))),
);

let folder: string;
let paths: { readonly rhdata: string; readonly patchbin: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-plans-'));
  paths = await filledArchive(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** What may be scanned: parts of the query itself, values that were passed to it, and a table with one row per kind. */
const FEW = /^SCAN (?:\(subquery-\d+\)|CONSTANT ROW|json_each VIRTUAL TABLE.*|romflow_kinds)$/;

/** Every query of the pages. */
test.each<[what: string, ask: (rhdata: Connection, patchbin: Connection) => unknown]>([
  ['games', (db) => SORTED.map((query) => gameList(db, { ...query, removed: false }))],
  ['games that have gone', (db) => SORTED.map((query) => gameList(db, { ...query, removed: true }))],
  [
    'games of a kind',
    (db) => SORTED.map((query) => gameList(db, { ...query, removed: false, difficulty: 'Easy', type: 'Kaizo' })),
  ],
  ['games by a part of a name', (db) => SORTED.map((query) => gameList(db, { ...query, removed: false, search: 'a' }))],
  ['games that wait', (db) => SORTED.map((query) => queuedList(db, { ...query, status: 'waiting' }))],
  [
    'games that failed, searched',
    (db) => SORTED.map((query) => queuedList(db, { ...query, status: 'failed', search: 'a' })),
  ],
  ['failures', (db) => PLACES.map((place) => failureList(db, { place, pageSize: 50 }))],
  ['runs', (db) => PLACES.map((place) => pastRuns(db, { place, pageSize: 50 }))],
  ['the chart of runs', (db) => chartedRuns(db, 60)],
  ['the chart of games', gamesPerMonth],
  ['filters', gameFilters],
  ['the summary', archiveCounts],
  ['states', (db) => openStates(db, ['1', '5'])],
  ['one game', (rhdata, patchbin) => gameFacts({ rhdata, patchbin }, '2', new URL('https://site.test/'))],
])('%s: no table or index is scanned', (_what, ask) => {
  const asked: (readonly [path: string, sql: string])[] = [];
  const watched = (path: string): Connection =>
    connect(path, randomUUID, { readonly: true, verbose: (sql) => asked.push([path, String(sql)]) });
  const [rhdata, patchbin] = [watched(paths.rhdata), watched(paths.patchbin)];
  try {
    ask(rhdata, patchbin);
  } finally {
    rhdata.close();
    patchbin.close();
  }
  const plans = asked
    .filter(([, sql]) => !sql.startsWith('PRAGMA'))
    .map(([path, sql]) => ({ sql, plan: planOf(path, sql) }));
  expect(plans).not.toEqual([]);
  for (const { sql, plan } of plans) {
    expect(
      plan.split('\n').filter((line) => line.startsWith('SCAN') && !FEW.test(line)),
      sql,
    ).toEqual([]);
    // A page is not sorted when it is read: an index is already in that order.
    if (sql.includes('key_value')) expect(plan, sql).not.toContain('TEMP B-TREE');
  }
});

const INDEXES = {
  name: 'USING COVERING INDEX romflow_games_name (name',
  id: 'USING INTEGER PRIMARY KEY (rowid',
  added: 'USING INDEX romflow_games_added (added',
  recorded: 'USING INDEX romflow_games_recorded (recorded_at',
} as const;

const OPEN_INDEXES = {
  name: 'USING COVERING INDEX romflow_queue_by_name (<expr>=? AND name',
  id: 'USING INDEX romflow_queue_by_id (<expr>=? AND id',
  added: 'USING INDEX romflow_queue_by_time (<expr>=? AND noted_at',
  recorded: 'USING INDEX romflow_queue_by_time (<expr>=? AND noted_at',
} as const;

test.each(SORTED)('a page by $sort $order at $place is a range of its index', ({ place, ...sorting }) => {
  for (const { rows } of stretchesOf(archivedGames({ ...sorting, removed: false, search: 'x' }), place))
    expect(planOf(paths.rhdata, rows.sql, ...rows.values.map(String), '50')).toContain(INDEXES[sorting.sort]);
  for (const { rows } of stretchesOf(queuedGames({ ...sorting, status: 'failed', search: 'x' }), place))
    expect(planOf(paths.rhdata, rows.sql, ...rows.values.map(String), '50')).toContain(OPEN_INDEXES[sorting.sort]);
});

describe('the plan of', () => {
  test.each([
    ['kinds', KINDS, [], /^SCAN romflow_kinds$/],
    ['what waits or failed', OPEN_COUNTS, [], /SEARCH romflow_counts USING INDEX \S+ \(what=\?\)/],
    ['ranks', RANKS, ['Easy'], /SEARCH gameversions USING INDEX \S+ \(gvuuid=\?\)/],
    ['games by id', BY_IDS, ['[]'], /SEARCH romflow_games USING INTEGER PRIMARY KEY/],
    ['states', STATES, ['[]', '[]'], /SEARCH game_fetch_queue USING INDEX \S+ \(gameid=\?\)/],
    ['versions', VERSIONS, ['1', '1.0'], /SEARCH gameversions USING INDEX \S+ \(gameid=\?\)/],
    ['patches', PATCHES, ['a', 'b'], /MULTI-INDEX OR/],
    ['statistics', STATS, ['1', '1.0'], /SEARCH gameversion_stats USING INDEX/],
    ['sightings', SIGHTINGS, ['1', '1.0'], /SEARCH change_detection_log USING INDEX/],
    ['a row of the queue', ENTRY, ['1', '1.0'], /SEARCH game_fetch_queue USING INDEX/],
    ['tried patches', TRIED, ['q'], /SEARCH patch_files_working USING INDEX/],
    ['the latest runs', LATEST_RUNS, ['60'], /USING INDEX romflow_status_latest \(operation_type=\?\)$/],
    [
      'what a run recorded',
      RECORDED,
      ['a', 'b'],
      /SEARCH gameversions USING COVERING INDEX romflow_gameversions_imported/,
    ],
    ['games by month', MONTHS, ['added'], /SEARCH romflow_counts USING INDEX \S+ \(what=\?\)/],
  ])('%s is a lookup', (_what, sql, values, expected) => {
    expect(planOf(paths.rhdata, sql, ...values)).toMatch(expected);
  });

  test('an attachment is a lookup', () => {
    expect(planOf(paths.patchbin, ATTACHMENT, 'a')).toMatch(/SEARCH attachments USING INDEX \S+ \(file_name=\?\)/);
  });
});
