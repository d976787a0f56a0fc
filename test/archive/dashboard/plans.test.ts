import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAILED, FAILURES } from '../../../src/archive/dashboard/failureList.js';
import { KINDS, OPEN, RANKS } from '../../../src/archive/dashboard/gameFilters.js';
import { SIGHTINGS, STATS } from '../../../src/archive/dashboard/gameHistory.js';
import { type GameListQuery, type Statement, gameListStatements } from '../../../src/archive/dashboard/gameList.js';
import { ATTACHMENT, PATCHES } from '../../../src/archive/dashboard/gamePatches.js';
import { BY_IDS, STATES } from '../../../src/archive/dashboard/gamesByIds.js';
import { MONTHS } from '../../../src/archive/dashboard/gamesPerMonth.js';
import { VERSIONS } from '../../../src/archive/dashboard/gameVersions.js';
import { LATEST_RUNS, PAST_RUNS, RECORDED } from '../../../src/archive/dashboard/pastRuns.js';
import { queuedListStatements } from '../../../src/archive/dashboard/queuedList.js';
import { ENTRY, TRIED } from '../../../src/archive/dashboard/queueEntry.js';
import { openArchive } from '../../../src/archive/openArchive.js';
import { deps, pathsIn, planOf } from '../archiveFolder.js';

const ALL: GameListQuery = { removed: false, sort: 'name', order: 'asc', page: 1, pageSize: 50 };
/** Long rows that are read one after another: what must not happen for a list. */
const LONG_SCAN =
  /SCAN (?:gameversions|game_fetch_queue|patchblobs|attachments|patch_files_working)(?! USING COVERING)/;

let folder: string;
let paths: { readonly rhdata: string; readonly patchbin: string };
const texts = (values: Statement['values']): readonly string[] => values.map(String);
const plan = ({ sql, values }: Statement): string => planOf(paths.rhdata, sql, ...texts(values));

describe('the plans of the queries', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'romflow-plans-'));
    paths = pathsIn(folder);
    (await openArchive(paths, deps)).close();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test.each([
    ['name', /SCAN romflow_games USING (?:COVERING )?INDEX romflow_games_name/],
    ['added', /SCAN romflow_games USING (?:COVERING )?INDEX romflow_games_added/],
    ['recorded', /SCAN romflow_games USING (?:COVERING )?INDEX romflow_games_recorded/],
    ['id', /SCAN romflow_games/],
  ] as const)('a page by %s comes out of its index, in order', (sort, index) => {
    for (const order of ['asc', 'desc'] as const) {
      const page = plan(gameListStatements({ ...ALL, sort, order }).page);
      expect(page).toMatch(index);
      expect(page).toMatch(/SEARCH game USING INTEGER PRIMARY KEY/);
      expect(page).not.toMatch(LONG_SCAN);
    }
  });

  test('a search looks at an index only', () => {
    const { page, total } = gameListStatements({ ...ALL, search: 'mario' });
    expect(plan(page)).toMatch(/SCAN romflow_games USING COVERING INDEX romflow_games_name/);
    expect(plan(total)).toMatch(/SCAN romflow_games USING COVERING INDEX romflow_games_name/);
  });

  test.each([{}, { difficulty: 'Easy' }, { type: 'Kaizo' }, { removed: true }])(
    'how many there are of %j is known without counting them',
    (narrowing) => {
      const found = plan(gameListStatements({ ...ALL, ...narrowing }).total);
      expect(found).toMatch(/^(?:SCAN|SEARCH) romflow_kinds/);
      expect(found).not.toMatch(/romflow_games/);
    },
  );

  test.each(['waiting', 'failed'] as const)(
    'the games of the queue that are %s are found in an index only',
    (status) => {
      const { page, total } = queuedListStatements({ ...ALL, status, search: 'mario' });
      for (const statement of [page, total]) {
        expect(plan(statement)).toMatch(/SEARCH romflow_queue USING COVERING INDEX romflow_queue_list \(status=\?\)/);
      }
    },
  );

  test.each([
    ['failures', FAILURES, ['50', '0'], /INDEX romflow_queue_ended \(status=\?\)/],
    ['how many failed', FAILED, [], /INDEX romflow_queue\w+ \(status=\?\)/],
    ['kinds', KINDS, [], /^SCAN romflow_kinds$/],
    ['what waits or failed', OPEN, [], /SEARCH romflow_counts USING INDEX \S+ \(what=\?\)/],
    ['ranks', RANKS, ['Easy'], /SEARCH gameversions USING INDEX \S+ \(gvuuid=\?\)/],
    ['games by id', BY_IDS, ['[]'], /SEARCH romflow_games USING INTEGER PRIMARY KEY/],
    ['states', STATES, ['[]', '[]'], /SEARCH game_fetch_queue USING INDEX \S+ \(gameid=\?\)/],
    ['versions', VERSIONS, ['1', '1.0'], /SEARCH gameversions USING INDEX \S+ \(gameid=\?\)/],
    ['patches', PATCHES, ['a', 'b'], /MULTI-INDEX OR/],
    ['statistics', STATS, ['1', '1.0'], /SEARCH gameversion_stats USING INDEX/],
    ['sightings', SIGHTINGS, ['1', '1.0'], /SEARCH change_detection_log USING INDEX/],
    ['a row of the queue', ENTRY, ['1', '1.0'], /SEARCH game_fetch_queue USING INDEX/],
    ['tried patches', TRIED, ['q'], /SEARCH patch_files_working USING INDEX/],
    ['earlier runs', PAST_RUNS, ['50', '0'], /USING INDEX romflow_status_started/],
    ['the latest runs', LATEST_RUNS, ['60'], /USING INDEX romflow_status_\w+/],
    [
      'what a run recorded',
      RECORDED,
      ['a', 'b'],
      /SEARCH gameversions USING COVERING INDEX romflow_gameversions_imported/,
    ],
    ['games by month', MONTHS, ['added'], /SEARCH romflow_counts USING INDEX \S+ \(what=\?\)/],
  ])('%s', (_what, sql, values, expected) => {
    const found = plan({ sql, values });
    expect(found).toMatch(expected);
    expect(found).not.toMatch(LONG_SCAN);
  });

  test('an attachment is found by its name', () => {
    expect(planOf(paths.patchbin, ATTACHMENT, 'a')).toMatch(/SEARCH attachments USING INDEX \S+ \(file_name=\?\)/);
  });
});
