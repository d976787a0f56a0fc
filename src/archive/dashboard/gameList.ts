import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import type { Bindable, Connection } from '../connection.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { containing } from './containing.js';

/** Which games of the archive a page shows. */
export interface GameListQuery {
  /** A part of the name or the author, or an id. */
  readonly search?: string | undefined;
  readonly difficulty?: string | undefined;
  /** One of the game's types, of which it may have several. */
  readonly type?: string | undefined;
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
  recorded: 'recorded',
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
    recorded: sqlTimeColumn,
    removed: z.number().transform((flag) => flag !== 0),
    obsoleted: z.number().transform((flag) => flag !== 0),
  })
  .transform(({ added: addedAt, recorded: recordedAt, ...game }) => ({ ...game, addedAt, recordedAt }));

export type ListedGame = z.infer<typeof listedGame>;

/** The columns of {@link listedGame}. */
export const LISTED_COLUMNS = 'id, name, version, author, difficulty, type, added, recorded, removed, obsoleted';

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
  const { where, values } = conditions(query);
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
    total: { sql: `SELECT count(*) AS count FROM romflow_games${where}`, values },
  };
}

function conditions({ search, difficulty, type, removed }: GameListQuery): {
  readonly where: string;
  readonly values: readonly string[];
} {
  const all: Statement[] = [];
  const wanted = search?.trim() ?? '';
  if (wanted !== '') {
    const part = containing(wanted);
    all.push({
      sql: `(name LIKE ? ESCAPE '\\' OR author LIKE ? ESCAPE '\\' OR id = CAST(? AS INTEGER))`,
      values: [part, part, /^\d{1,18}$/.test(wanted) ? wanted : null],
    });
  }
  if (difficulty !== undefined) all.push({ sql: 'difficulty = ?', values: [difficulty] });
  if (type !== undefined) {
    all.push({ sql: `(', ' || type || ', ') LIKE ? ESCAPE '\\'`, values: [containing(`, ${type}, `)] });
  }
  if (removed) all.push({ sql: 'removed <> 0', values: [] });
  if (all.length === 0) return { where: '', values: [] };
  return {
    where: ` WHERE ${all.map(({ sql }) => sql).join(' AND ')}`,
    values: all.flatMap(({ values }) => values.map((value) => String(value ?? '-1'))),
  };
}
