import { z } from 'zod';
import type { Connection } from '../connection.js';

/** The bounds are texts for SQLite, too, as no number would be. Exported for the test that reads the plan. */
export const ADDED = `SELECT substr(added, 1, 7) AS month, count(*) AS count FROM romflow_games
  WHERE added >= '1990-' AND added < '2100-' GROUP BY month`;

/** Exported for the test that reads the plan. */
export const RECORDED_VERSIONS = `SELECT substr(gvimport_time, 1, 7) AS month, count(*) AS count FROM gameversions
  WHERE gvimport_time >= '1990-' AND gvimport_time < '2100-' GROUP BY month`;

/** A month, as YYYY-MM, UTC. */
export interface MonthCounts {
  readonly month: string;
  /** Games that came to the site. */
  readonly added: number;
  /** Versions that the archive recorded. */
  readonly recorded: number;
}

const monthRow = z.object({ month: z.string(), count: z.int() });

/** What came each month, from the first month to the last one in which anything did; none is left out. */
export function gamesPerMonth(db: Connection): readonly MonthCounts[] {
  const added = countsOf(db, ADDED);
  const recorded = countsOf(db, RECORDED_VERSIONS);
  const known = [...added.keys(), ...recorded.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  return monthsBetween(first, last).map((month) => ({
    month,
    added: added.get(month) ?? 0,
    recorded: recorded.get(month) ?? 0,
  }));
}

const countsOf = (db: Connection, sql: string): ReadonlyMap<string, number> =>
  new Map(
    db
      .many(monthRow, sql)
      .filter(({ month }) => /^\d{4}-(?:0[1-9]|1[0-2])$/.test(month))
      .map(({ month, count }) => [month, count]),
  );

function monthsBetween(first: string, last: string): readonly string[] {
  const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const begin = number(first);
  return Array.from({ length: number(last) - begin + 1 }, (_, index) => {
    const [year, month] = [Math.floor((begin + index) / 12), ((begin + index) % 12) + 1];
    return `${String(year)}-${String(month).padStart(2, '0')}`;
  });
}
