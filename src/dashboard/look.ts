import type { Connection } from '../archive/connection.js';
import { failureList } from '../archive/dashboard/failureList.js';
import { gameFacts } from '../archive/dashboard/gameFacts.js';
import { gameFilters } from '../archive/dashboard/gameFilters.js';
import { gameList } from '../archive/dashboard/gameList.js';
import { gamesByIds, openStates } from '../archive/dashboard/gamesByIds.js';
import { gamesPerMonth } from '../archive/dashboard/gamesPerMonth.js';
import { chartedRuns, pastRuns } from '../archive/dashboard/pastRuns.js';
import { queuedList } from '../archive/dashboard/queuedList.js';
import { archiveReader } from '../archive/dashboard/readAsToday.js';
import { readDatabase, tablesOf } from '../archive/readDatabase.js';
import type { HostOpening } from '../archive/readGate.js';
import { databaseStatus } from '../archive/status.js';
import { fileSizes } from '../files/folderSize.js';
import type { PageQuery } from './api/answers.js';
import type { FailuresPage } from './api/failures.js';
import type { GameDetail } from './api/game.js';
import type { GameFilters, GamesPage, GamesQuery } from './api/games.js';
import type { GamesPerMonth, RunsChart, RunsPage } from './api/runs.js';
import type { Summary } from './api/summary.js';
import { archivedItem, gameDetail, queuedItem } from './shapes.js';

/** Where the archive is, and what has to be known to read it. */
export interface LookDeps {
  /** The archive's folder. */
  readonly archive: string;
  readonly databases: { readonly rhdata: string; readonly patchbin: string };
  /** Of romflow. */
  readonly version: string;
  /** To which addresses relate that do not name one. */
  readonly site: URL;
  /** How often a game is tried. */
  readonly retryMax: number;
  /** When hosts may be asked again, the site first. */
  readonly openings: (at: number) => readonly HostOpening[];
  readonly now: () => number;
}

/** What the dashboard shows of an archive. Each look opens the databases, reads, and closes them: nothing is held. */
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

/** Of runs in a chart. */
const MOST_RUNS = 60;

/** @throws ArchiveError, from each function - a database cannot be read */
export function lookAt(deps: LookDeps): Look {
  const { databases, retryMax, site } = deps;
  const open = archiveReader();

  function reading<T>(read: (rhdata: Connection) => T, nothing: T): T {
    const rhdata = open(databases.rhdata);
    if (rhdata === null) return nothing;
    try {
      return read(rhdata);
    } finally {
      rhdata.close();
    }
  }

  function withPatchbin<T>(read: (patchbin: Connection | null) => T): T {
    const patchbin = readDatabase(databases.patchbin);
    try {
      return read(patchbin === null || !tablesOf(patchbin).has('attachments') ? null : patchbin);
    } finally {
      patchbin?.close();
    }
  }

  return {
    summary: async () => {
      const at = deps.now();
      const { holds, queue, lastCrawl, lastRun } = databaseStatus(databases, retryMax);
      const { pending, downloading, processing, completed, failed } = queue;
      const removed = reading((rhdata) => gameFilters(rhdata).removed, 0);
      return {
        t: new Date(at).toISOString(),
        version: deps.version,
        archive: deps.archive,
        holds: holds === null ? null : { ...holds, removed },
        databaseBytes: (await fileSizes(Object.values(databases))).bytes,
        queue: { pending, downloading, processing, completed, failed },
        lastCrawl,
        lastRun,
        requests: deps
          .openings(at)
          .map(({ host, atMs, reason }) => ({ host, nextAllowed: new Date(atMs).toISOString(), reason })),
      };
    },

    games: (query) => {
      const { page, pageSize } = query;
      return reading((rhdata) => ({ ...gamesOn(rhdata, query), page, pageSize }), {
        items: [],
        total: 0,
        page,
        pageSize,
      });
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
        const facts = withPatchbin((patchbin) => gameFacts({ rhdata, patchbin }, id, site));
        return facts === null ? null : gameDetail(id, facts);
      }, null),

    failures: ({ page, pageSize }) =>
      reading(
        (rhdata) => {
          const { failures, total } = failureList(rhdata, { page, pageSize });
          const items = failures.map((failure) => ({ ...failure, final: failure.tries >= retryMax }));
          return { items, total, page, pageSize };
        },
        { items: [], total: 0, page, pageSize },
      ),

    runs: ({ page, pageSize }) =>
      reading(
        (rhdata) => {
          const { runs, total } = pastRuns(rhdata, { page, pageSize });
          return { items: [...runs], total, page, pageSize };
        },
        { items: [], total: 0, page, pageSize },
      ),

    gamesPerMonth: () => ({ months: [...reading(gamesPerMonth, [])] }),
    runsChart: () => ({ runs: [...reading((rhdata) => chartedRuns(rhdata, MOST_RUNS), [])] }),
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

/** A page of one list or the other; what the one knows of a game, the other completes. */
function gamesOn(rhdata: Connection, { status, ...query }: GamesQuery): Pick<GamesPage, 'items' | 'total'> {
  if (status === 'archived' || status === 'removed') {
    const { games, total } = gameList(rhdata, { ...query, removed: status === 'removed' });
    const states = openStates(
      rhdata,
      games.map(({ id }) => id),
    );
    return { items: games.map((game) => archivedItem(game, states.get(game.id) ?? null)), total };
  }
  const { games, total } = queuedList(rhdata, { ...query, status });
  const archived = gamesByIds(
    rhdata,
    games.map(({ id }) => id),
  );
  return {
    items: games.map((game) => {
      const known = archived.get(game.id);
      return known === undefined ? queuedItem(game) : archivedItem(known, game.status);
    }),
    total,
  };
}
