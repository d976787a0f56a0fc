import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Look, lookAt } from '../src/dashboard/look.js';
import { gamesQuery } from '../src/dashboard/api/games.js';
import { type Comparison, compared } from './comparison.js';
import { type ArchivePaths, fillArchive } from './fillArchive.js';
import { measure } from './measure.js';

const SMALL = 1000;
const LARGE = 100_000;
/** Of the text of a game: about what SMW Central's records have. */
const TEXT_BYTES = 1500;

/** What the made-up games do not have yet: names to search, kinds to filter by, times, and some that failed or wait. */
const KINDS = [
  `UPDATE gameversions SET
     name = 'Hack ' || (CAST(gameid AS INTEGER) * 7919 % 100003) || ' of the ' || (CAST(gameid AS INTEGER) % 97) || '. kingdom',
     author = 'Author ' || (CAST(gameid AS INTEGER) % 4999),
     difficulty = 'Level ' || (CAST(gameid AS INTEGER) % 7), raw_difficulty = 'diff_' || (CAST(gameid AS INTEGER) % 7),
     fields_type = CASE CAST(gameid AS INTEGER) % 5 WHEN 0 THEN 'Kaizo' WHEN 1 THEN 'Standard, Kaizo' ELSE 'Standard' END,
     time = 1200000000 + CAST(gameid AS INTEGER) * 5000,
     gvimport_time = datetime(1700000000 + CAST(gameid AS INTEGER) * 60, 'unixepoch')`,
  "UPDATE game_fetch_queue SET status = 'failed' WHERE CAST(gameid AS INTEGER) % 100 = 0",
  "UPDATE game_fetch_queue SET status = 'pending' WHERE CAST(gameid AS INTEGER) % 33 = 0",
] as const;

const query = (fields: Readonly<Record<string, string>>) => gamesQuery.parse(fields);

/** What the pages ask for, each with its databases opened and closed. */
const QUESTIONS: Readonly<Record<string, (look: Look, games: number) => unknown>> = {
  'first page by name': (look) => look.games(query({})),
  'latest additions': (look) => look.games(query({ sort: 'added', order: 'desc' })),
  'last page by name': (look, games) => look.games(query({ page: String(Math.ceil(games / 50)) })),
  'search by a part of the name': (look) => look.games(query({ search: '42. king' })),
  'search without a hit': (look) => look.games(query({ search: 'no such name' })),
  'difficulty and type': (look) => look.games(query({ difficulty: 'Level 3', type: 'Kaizo', sort: 'added' })),
  'failed, searched': (look) => look.games(query({ status: 'failed', search: 'hack' })),
  filters: (look) => look.filters(),
  'one game': (look, games) => look.game(String(games)),
  failures: (look) => look.failures({ page: 1, pageSize: 50 }),
  'games a month': (look) => look.gamesPerMonth(),
};

/** How the dashboard's queries grow with the archive. */
export async function compareDashboard(): Promise<readonly Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-bench-'));
  try {
    const small = await looking(join(folder, 'small'), SMALL);
    const large = await looking(join(folder, 'large'), LARGE);
    return Object.entries(QUESTIONS).map(([what, ask]) => {
      const times = measure({ large: () => ask(large, LARGE), small: () => ask(small, SMALL) }, 11);
      return compared({
        what: `dashboard: ${what}`,
        ours: `of ${LARGE} games`,
        value: times.get('large') ?? NaN,
        against: `of ${SMALL} games`,
        itsValue: times.get('small') ?? NaN,
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function looking(stem: string, games: number): Promise<Look> {
  const databases: ArchivePaths = { rhdata: `${stem}-rhdata.db`, patchbin: `${stem}-patchbin.db` };
  await fillArchive(databases, { games, bytes: TEXT_BYTES });
  const db = new Database(databases.rhdata);
  try {
    db.pragma('foreign_keys = OFF');
    for (const statement of KINDS) db.exec(statement);
  } finally {
    db.close();
  }
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
