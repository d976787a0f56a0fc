import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_ROWS_EXAMINED } from '../src/archive/dashboard/listStatements.js';
import { gamesQuery } from '../src/dashboard/api/games.js';
import { type Look, lookAt } from '../src/dashboard/look.js';
import { type Comparison, compared } from './comparison.js';
import { type ArchivePaths, fillArchive } from './fillArchive.js';
import { measure } from './measure.js';

const SMALL = 1000;
const LARGE = 1_000_000;
/** A thousand times as many rows make a tree twice as deep. */
const LOGARITHMIC = 2;
/** Size of a game's text: lists do not read it. */
const TEXT_BYTES = 10;

/** When the first game was added to the site and recorded in the archive, in Unix seconds. */
const [ADDED, RECORDED] = [1_200_000_000, 1_700_000_000];
/** All games arrive within this many seconds, however many they are, so that every archive spans the same number of months. */
const SPAN = 200_000_000;
const secondsEach = (count: number): number => SPAN / count;

/** What the made-up games still lack: names to search, kinds to filter by, times, some failed or waiting games, and runs. */
const changes = (count: number): readonly string[] => [
  `UPDATE gameversions SET
     name = 'Hack ' || (CAST(gameid AS INTEGER) * 7919 % 1000003) || ' of the ' || (CAST(gameid AS INTEGER) % 97) || '. kingdom',
     author = 'Author ' || (CAST(gameid AS INTEGER) % 4999),
     difficulty = 'Level ' || (CAST(gameid AS INTEGER) % 7), raw_difficulty = 'diff_' || (CAST(gameid AS INTEGER) % 7),
     fields_type = CASE CAST(gameid AS INTEGER) % 5 WHEN 0 THEN 'Kaizo' WHEN 1 THEN 'Standard, Kaizo' ELSE 'Standard' END,
     time = ${ADDED} + CAST(gameid AS INTEGER) * ${secondsEach(count)},
     gvimport_time = datetime(${RECORDED} + CAST(gameid AS INTEGER) * ${secondsEach(count)}, 'unixepoch')`,
  `UPDATE game_fetch_queue SET status = 'failed',
     completed_at = datetime(${RECORDED} + CAST(gameid AS INTEGER) * ${secondsEach(count)}, 'unixepoch')
     WHERE CAST(gameid AS INTEGER) % 10 = 0`,
  "UPDATE game_fetch_queue SET status = 'pending' WHERE CAST(gameid AS INTEGER) % 10 = 3",
  // Each run recorded ten games.
  `INSERT INTO update_status (uuuid, operation_type, status, started_at, completed_at)
     SELECT 'run' || gameid, 'game_update', 'completed', gvimport_time,
       datetime(gvimport_time, '+${9 * secondsEach(count)} seconds')
     FROM gameversions WHERE CAST(gameid AS INTEGER) % 10 = 0`,
];

const games = (look: Look, fields: Readonly<Record<string, string>>) => look.games(gamesQuery.parse(fields));

/** The page after the game in the middle of the archive, in a list sorted by a time that grows with the id. */
function middle(count: number, first: number): string {
  const at = new Date((first + (count / 2) * secondsEach(count)) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `after:${count / 2}:${at}`;
}

/** The queries of the pages; each opens and closes the databases. */
const QUESTIONS: Readonly<Record<string, (look: Look, count: number) => unknown>> = {
  // It reads from the databases before its first await, so that all of that is measured.
  summary: (look) => look.summary(),
  'first page by name': (look) => games(look, {}),
  'last page by name': (look) => games(look, { page: 'last' }),
  'latest additions': (look) => games(look, { sort: 'added', order: 'desc' }),
  'a page in the middle, by time': (look, count) =>
    games(look, { sort: 'added', order: 'desc', page: middle(count, ADDED) }),
  'difficulty and type': (look) => games(look, { difficulty: 'Level 3', type: 'Kaizo', sort: 'added' }),
  'search by a part of the name': (look) => games(look, { search: '42. king' }),
  'the games that wait, by time': (look) => games(look, { status: 'waiting', sort: 'recorded', order: 'desc' }),
  'first page of the failures': (look) => look.failures({ page: 'first', pageSize: 50 }),
  'a page of failures in the middle': (look, count) =>
    games(look, { status: 'failed', sort: 'recorded', order: 'desc', page: middle(count, RECORDED) }),
  filters: (look) => look.filters(),
  'one game': (look, count) => look.game(String(count)),
  'games a month': (look) => look.gamesPerMonth(),
  'last page of the runs': (look) => look.runs({ page: 'last', pageSize: 50 }),
  'chart of the runs': (look) => look.runsChart(),
};

/** Queries that look at a limited number of games. */
const LIMITED: typeof QUESTIONS = {
  'search without a hit, a request': (look) => games(look, { search: 'no such name' }),
  'search without a hit by time, a request': (look) => games(look, { search: 'no such name', sort: 'added' }),
  'no game of a kind, a request': (look) => games(look, { difficulty: 'none such', sort: 'added' }),
};

/** Repeats a search to its end, as the page does by itself. */
const toTheEnd = (look: Look): void => {
  for (let page: string | null = 'first'; page !== null;) page = games(look, { search: 'no such name', page }).searchOn;
};

/** Measures how the dashboard's queries scale with the archive. */
export async function compareDashboard(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  try {
    const looks = new Map<number, Look>();
    for (const count of [SMALL, MAX_ROWS_EXAMINED, LARGE])
      looks.set(count, await looking(join(folder, String(count)), count));
    const compare = (what: string, ask: (look: Look, count: number) => unknown, less: number, aim: number | null) => {
      const asking = (count: number) => () => {
        const look = looks.get(count);
        return look === undefined ? null : ask(look, count);
      };
      const times = measure({ large: asking(LARGE), small: asking(less) }, 11);
      return compared({
        what: `dashboard: ${what}`,
        ours: `of ${LARGE} games`,
        value: times.get('large') ?? NaN,
        against: `of ${less} games`,
        itsValue: times.get('small') ?? NaN,
        aim,
      });
    };
    return [
      ...Object.entries(QUESTIONS).map(([what, ask]) => compare(what, ask, SMALL, LOGARITHMIC)),
      ...Object.entries(LIMITED).map(([what, ask]) => compare(what, ask, MAX_ROWS_EXAMINED, LOGARITHMIC)),
      ...Object.entries(LIMITED).map(([what, ask]) => compare(what, ask, SMALL, null)),
      compare('search without a hit, all its requests', toTheEnd, SMALL, null),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function looking(stem: string, count: number): Promise<Look> {
  const databases: ArchivePaths = { rhdata: `${stem}-rhdata.db`, patchbin: `${stem}-patchbin.db` };
  await fillArchive(databases, { games: count, bytes: TEXT_BYTES, changes: changes(count) });
  return lookAt({
    archive: stem,
    databases,
    version: '0',
    site: new URL('https://site.invalid/'),
    retryMax: 3,
    openings: () => [],
    now: Date.now,
  });
}
