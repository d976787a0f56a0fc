import { z } from 'zod';
import type { Connection } from '../connection.js';

/** Exported for the test that reads the plan. */
export const MONTHS = 'SELECT value AS month, count FROM romflow_counts WHERE what = ?';

/** Other tools may have written anything for a time; a chart from the year 1 to 9999 would be useless. */
const MONTH = /^(?:199\d|20\d\d)-(?:0[1-9]|1[0-2])$/;

/** The counts of a month, given as YYYY-MM, UTC. */
export interface MonthCounts {
  readonly month: string;
  /** Games that were added to the site. */
  readonly added: number;
  /** Versions that the archive recorded. */
  readonly recorded: number;
}

const monthRow = z.object({ month: z.string(), count: z.int() });

/** The counts of each month, from the first month to the last one that has any; none is left out. */
export function gamesPerMonth(db: Connection): readonly MonthCounts[] {
  const added = countsOf(db, 'added');
  const recorded = countsOf(db, 'recorded');
  const known = [...added.keys(), ...recorded.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  return monthsBetween(first, last).map((month) => ({
    month,
    added: added.get(month) ?? 0,
    recorded: recorded.get(month) ?? 0,
  }));
}

const countsOf = (db: Connection, what: 'added' | 'recorded'): ReadonlyMap<string, number> =>
  new Map(
    db
      .many(monthRow, MONTHS, what)
      .filter(({ month }) => MONTH.test(month))
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
