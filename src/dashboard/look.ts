import type { Connection } from '../archive/connection.js';
import { currentRunRecord } from '../archive/currentRunRecord.js';
import { failureList } from '../archive/dashboard/failureList.js';
import { gameFacts } from '../archive/dashboard/gameFacts.js';
import { gameFilters } from '../archive/dashboard/gameFilters.js';
import { gameList, gamesByIds } from '../archive/dashboard/gameList.js';
import { gamesPerMonth } from '../archive/dashboard/gamesPerMonth.js';
import type { PageRequest } from '../archive/dashboard/listPage.js';
import { openStates } from '../archive/dashboard/openStates.js';
import { chartedRuns, pastRuns } from '../archive/dashboard/pastRuns.js';
import { queuedList } from '../archive/dashboard/queuedList.js';
import { archiveReader } from '../archive/dashboard/readAsToday.js';
import type { DatabasePaths } from '../archive/databases.js';
import { lockHolder } from '../archive/lockHolder.js';
import { archiveCounts } from '../archive/status.js';
import { fileSizes } from '../files/folderSize.js';
import type { NextRequests, RunRecord } from '../model/archiveState.js';
import type { ListPage } from '../model/listPlace.js';
import type { PageQuery } from './api/answers.js';
import type { FailuresPage } from './api/failures.js';
import type { GameDetail } from './api/game.js';
import type { GameFilters, GameItem, GamesPage, GamesQuery } from './api/games.js';
import { placeText } from './api/places.js';
import type { GamesPerMonth, RunsChart, RunsPage } from './api/runs.js';
import type { Summary } from './api/summary.js';
import { gameDetail, queuedItem } from './shapes.js';

/** Where the archive is, and what is needed to read it. */
export interface LookDeps {
  /** The archive's folder. */
  readonly archive: string;
  readonly databases: DatabasePaths;
  /** Of romflow. */
  readonly version: string;
  /** The base of relative URLs. */
  readonly site: URL;
  /** How many times a game is tried. */
  readonly retryMax: number;
  /** When hosts may next be sent a request, the site first. */
  readonly openings: (at: number) => NextRequests;
  readonly now: () => number;
}

/** What the dashboard shows of an archive. Each call opens the databases, reads and closes them: none stays open. */
export interface Look {
  readonly summary: () => Promise<Summary>;
  readonly games: (query: GamesQuery) => GamesPage;
  readonly filters: () => GameFilters;
  /** Null: the archive does not know it. */
  readonly game: (id: string) => GameDetail | null;
  readonly failures: (query: PageQuery) => FailuresPage;
  readonly runs: (query: PageQuery) => RunsPage;
  readonly gamesPerMonth: () => GamesPerMonth;
  readonly runsChart: () => RunsChart;
}

/** Maximum number of runs in a chart. */
const MAX_RUNS = 60;

/** @throws ArchiveError, from each function - a database cannot be read */
export function lookAt(deps: LookDeps): Look {
  const { databases, retryMax, site } = deps;
  const open = { rhdata: archiveReader('rhdata.sql'), patchbin: archiveReader('patchbin.sql') };

  /** Calls `read` with the open database; with null if there is no such file. */
  function on<T>(database: keyof typeof databases, read: (db: Connection | null) => T): T {
    const db = open[database](databases[database]);
    try {
      return read(db);
    } finally {
      db?.close();
    }
  }

  const reading = <T>(read: (rhdata: Connection) => T, nothing: T): T =>
    on('rhdata', (rhdata) => (rhdata === null ? nothing : read(rhdata)));

  /** Must be called before reading the rows: a run locks the archive some time before it has a row. */
  function asToday(): <C extends RunRecord>(course: C) => C {
    const holder = lockHolder(databases.rhdata);
    return (course) => currentRunRecord(course, holder);
  }

  return {
    summary: async () => {
      const at = deps.now();
      const today = asToday();
      const { holds, lastCrawl, lastRun, ...rest } = on('rhdata', (rhdata) =>
        on('patchbin', (patchbin) => {
          const counts = archiveCounts(rhdata, patchbin);
          const removed = rhdata === null ? 0 : gameFilters(rhdata).removed;
          return { ...counts, holds: counts.holds === null ? null : { ...counts.holds, removed } };
        }),
      );
      return {
        t: new Date(at).toISOString(),
        version: deps.version,
        archive: deps.archive,
        holds,
        databaseBytes: (await fileSizes(Object.values(databases))).bytes,
        ...rest,
        lastCrawl: lastCrawl && today(lastCrawl),
        lastRun: lastRun && today(lastRun),
        requests: deps.openings(at),
      };
    },

    games: ({ page: place, ...query }) => {
      const { pageSize } = query;
      return reading((rhdata) => pageOf(gamesOn(rhdata, { ...query, place }), pageSize), pageOf(NO_ROWS, pageSize));
    },

    filters: () => {
      const { difficulties, types, games, removed, waiting, failed } = reading(gameFilters, NO_FILTERS);
      return {
        difficulties: [...difficulties],
        types: [...types],
        statuses: [
          { value: 'archived', games },
          { value: 'removed', games: removed },
          { value: 'waiting', games: waiting },
          { value: 'failed', games: failed },
        ],
      };
    },

    game: (id) =>
      reading((rhdata) => {
        const facts = on('patchbin', (patchbin) => gameFacts({ rhdata, patchbin }, id, site));
        return facts === null ? null : gameDetail(id, facts, retryMax);
      }, null),

    failures: ({ page: place, pageSize }) => {
      const { rows, ...page } = reading((rhdata) => failureList(rhdata, { place, pageSize }), NO_ROWS);
      const failures = rows.map((failure) => ({ ...failure, final: failure.tries >= retryMax }));
      return { ...pageOf({ ...page, rows: failures }, pageSize), total: page.total };
    },

    runs: ({ page: place, pageSize }) => {
      const today = asToday();
      const { rows, ...page } = reading((rhdata) => pastRuns(rhdata, { place, pageSize }), NO_ROWS);
      return pageOf({ ...page, rows: rows.map(today) }, pageSize);
    },

    gamesPerMonth: () => ({ months: [...reading(gamesPerMonth, [])] }),
    runsChart: () => {
      const today = asToday();
      return { runs: reading((rhdata) => chartedRuns(rhdata, MAX_RUNS), []).map(today) };
    },
  };
}

const NO_FILTERS: ReturnType<typeof gameFilters> = {
  difficulties: [],
  types: [],
  games: 0,
  removed: 0,
  waiting: 0,
  failed: 0,
};

const NO_ROWS = { rows: [], total: 0, previous: null, next: null, searchOn: null } as const;

/** A page of a list, as the API returns it. */
function pageOf<T>({ rows, total, previous, next, searchOn }: ListPage<T>, pageSize: number) {
  const places = { previous: placeText(previous), next: placeText(next), searchOn: placeText(searchOn) };
  return { items: [...rows], pageSize, total, ...places };
}

/** A page of the archived or the queued games, each game completed with what the other list knows of it. */
function gamesOn(rhdata: Connection, { status, ...query }: Omit<GamesQuery, 'page'> & PageRequest): ListPage<GameItem> {
  if (status === 'archived' || status === 'removed') {
    const page = gameList(rhdata, { ...query, removed: status === 'removed' });
    const states = openStates(
      rhdata,
      page.rows.map(({ id }) => id),
    );
    return { ...page, rows: page.rows.map((game) => ({ ...game, queue: states.get(game.id) ?? null })) };
  }
  const page = queuedList(rhdata, { ...query, status });
  const archived = gamesByIds(
    rhdata,
    page.rows.map(({ id }) => id),
  );
  const rows = page.rows.map((game) => {
    const known = archived.get(game.id);
    return known === undefined ? queuedItem(game) : { ...known, queue: game.status };
  });
  return { ...page, rows };
}
