import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import type { Connection } from '../connection.js';
import { openCounts } from './queuedList.js';

/** A value that games can be filtered by, and how many have it. */
export interface FilterValue {
  readonly value: string;
  readonly games: number;
}

/** Exported for the test that reads the plan. */
export const KINDS = 'SELECT difficulty, type, removed <> 0 AS gone, games FROM romflow_kinds';

/** Exported for the test that reads the plan. */
export const RANKS = `SELECT raw_difficulty AS rank FROM gameversions
  WHERE gvuuid = (SELECT gvuuid FROM romflow_games WHERE difficulty = ? LIMIT 1)`;

const kindRow = z.object({
  difficulty: z.string().nullable(),
  type: z.string().nullable(),
  gone: z.number(),
  games: z.int(),
});
const rankRow = z.object({ rank: z.string().nullable().catch(null) });

/** The difficulties, the easiest first, and the types, the most frequent first, that the archive's games have. */
export function gameFilters(db: Connection): {
  readonly difficulties: readonly FilterValue[];
  readonly types: readonly FilterValue[];
  readonly games: number;
  readonly removed: number;
  readonly waiting: number;
  readonly failed: number;
} {
  const rows = db.many(kindRow, KINDS);
  const sum = (list: readonly { readonly games: number }[]): number => list.reduce((all, { games }) => all + games, 0);
  const difficulties = counted(rows.map(({ difficulty, games }) => [difficulty === null ? [] : [difficulty], games]));
  const types = counted(rows.map(({ type, games }) => [[...new Set(type?.split(', ') ?? [])], games]));
  const ranks = new Map(
    difficulties.map(({ value }) => [value, db.one(rankRow, RANKS, value)?.rank ?? '~']), // behind all numbers
  );
  const rank = ({ value }: FilterValue): string => `${ranks.get(value) ?? ''} ${value}`;
  return {
    difficulties: difficulties.toSorted((a, b) => rank(a).localeCompare(rank(b))),
    types: types.toSorted((a, b) => b.games - a.games || a.value.localeCompare(b.value)),
    games: sum(rows),
    removed: sum(rows.filter(({ gone }) => gone !== 0)),
    ...openCounts(db),
  };
}

function counted(rows: readonly (readonly [values: readonly string[], games: number])[]): readonly FilterValue[] {
  const counts = new Map<string, number>();
  for (const [values, games] of rows) {
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + games);
  }
  return [...counts]
    .filter(([value]) => decodeHTMLStrict(value).trim() !== '')
    .map(([value, games]) => ({ value, games }));
}
