import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import type { Bindable, Connection } from '../connection.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { type Narrowing, conditions } from './conditions.js';

/** Which games of the archive a page shows. */
export interface GameListQuery extends Narrowing {
  readonly removed: boolean;
  readonly sort: 'name' | 'id' | 'added' | 'recorded';
  readonly order: 'asc' | 'desc';
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** Exported for the test that reads the plans. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly Bindable[];
}

const ORDERS = {
  name: 'name COLLATE NOCASE',
  id: 'id',
  added: 'added',
  recorded: 'recorded_at',
} as const;

const known = z
  .string()
  .nullable()
  .transform((text) => (text === null || text.trim() === '' ? null : decodeHTMLStrict(text)));

/** As lists show a game's latest version. */
export const listedGame = z
  .object({
    id: z.number().transform(String),
    name: z.string().transform((text) => decodeHTMLStrict(text)),
    version: z.int(),
    author: known,
    difficulty: known,
    type: known,
    added: sqlTimeColumn,
    recorded_at: sqlTimeColumn,
    removed: z.number().transform((flag) => flag !== 0),
    obsoleted: z.number().transform((flag) => flag !== 0),
  })
  .transform(({ added: addedAt, recorded_at: recordedAt, ...game }) => ({ ...game, addedAt, recordedAt }));

export type ListedGame = z.infer<typeof listedGame>;

/** The columns of {@link listedGame}. */
export const LISTED_COLUMNS = 'id, name, version, author, difficulty, type, added, recorded_at, removed, obsoleted';

const count = z.object({ count: z.int() });

/** A page of the games that the archive has, and how many there are on all pages. */
export function gameList(
  db: Connection,
  query: GameListQuery,
): { readonly games: readonly ListedGame[]; readonly total: number } {
  const { page, total } = gameListStatements(query);
  return {
    games: db.many(listedGame, page.sql, ...page.values),
    total: db.one(count, total.sql, ...total.values)?.count ?? 0,
  };
}

/** The page is found in an index, and only the rows that it shows are read. Exported for the test that reads the plans. */
export function gameListStatements(query: GameListQuery): { readonly page: Statement; readonly total: Statement } {
  const { sql, values } = conditions(query, ['name', 'author']);
  const all = query.removed ? [...sql, 'removed <> 0'] : sql;
  const where = all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`;
  const order = `${ORDERS[query.sort]} ${query.order}, id ${query.order}`;
  const columns = LISTED_COLUMNS.split(', ').map((name) => `game.${name}`);
  return {
    page: {
      sql: `WITH page AS MATERIALIZED (
          SELECT id, row_number() OVER () AS place FROM (
            SELECT id FROM romflow_games${where} ORDER BY ${order}
            LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)))
        SELECT ${columns.join(', ')} FROM page JOIN romflow_games AS game ON game.id = page.id ORDER BY page.place`,
      values: [...values, String(query.pageSize), String((query.page - 1) * query.pageSize)],
    },
    // Kinds are few; whatever is searched has to be looked for.
    total: {
      sql:
        (query.search?.trim() ?? '') === ''
          ? `SELECT coalesce(sum(games), 0) AS count FROM romflow_kinds${where}`
          : `SELECT count(*) AS count FROM romflow_games${where}`,
      values,
    },
  };
}
