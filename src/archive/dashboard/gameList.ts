import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import type { ListPage } from '../../model/listPlace.js';
import type { Connection } from '../connection.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { type Narrowing, conditions, kindConditions } from './conditions.js';
import { type PageRequest, countWanted, listPage } from './listPage.js';
import type { Condition } from './listRanges.js';
import { type KeyedList, MAX_ROWS_EXAMINED } from './listStatements.js';
import { shownText } from './shownText.js';
import { shownVersion } from './shownVersion.js';

/** Which games of the archive a list shows. */
export interface GameListQuery extends Narrowing {
  readonly removed: boolean;
  readonly sort: 'name' | 'id' | 'added' | 'recorded';
  readonly order: 'asc' | 'desc';
}

const COLUMNS = {
  name: { column: 'name', collation: 'NOCASE' },
  id: { column: 'id' },
  added: { column: 'added' },
  recorded: { column: 'recorded_at' },
} as const;

/** A game's latest version, as lists show it. */
const listedGame = z
  .object({
    id: z.number().transform(String),
    name: z.string().transform((text) => decodeHTMLStrict(text)),
    version: shownVersion,
    author: shownText,
    difficulty: shownText,
    type: shownText,
    added: sqlTimeColumn,
    recorded_at: sqlTimeColumn,
    removed: z.number().transform((flag) => flag !== 0),
    obsoleted: z.number().transform((flag) => flag !== 0),
  })
  .transform(({ added: addedAt, recorded_at: recordedAt, ...game }) => ({ ...game, addedAt, recordedAt }));

export type ListedGame = z.infer<typeof listedGame>;

/** The columns of {@link listedGame}. */
const LISTED_COLUMNS = 'id, name, version, author, difficulty, type, added, recorded_at, removed, obsoleted';

const kindRow = z.object({ games: z.int(), wanted: z.int() });
const idRow = z.object({ id: z.number().transform(String) });

/** Exported for the test that reads the plans. */
export const BY_IDS = `SELECT ${LISTED_COLUMNS} FROM romflow_games WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))`;

/** The games that the archive has, of those with these ids, by id. */
export function gamesByIds(db: Connection, ids: readonly string[]): ReadonlyMap<string, ListedGame> {
  return new Map(db.many(listedGame, BY_IDS, JSON.stringify(ids)).map((game) => [game.id, game]));
}

/** A page of the games that the archive has. They are found in an index, and only the rows that are shown are read. */
export function gameList(db: Connection, query: GameListQuery & PageRequest): ListPage<ListedGame> {
  const { place, pageSize } = query;
  const page = listPage(db, idRow, archivedGames(query), { place, pageSize, total: totalOf(db, query) });
  const ids = page.rows.map(({ id }) => id);
  const games = gamesByIds(db, ids);
  return { ...page, rows: ids.flatMap((id) => games.get(id) ?? []) };
}

/** Exported for the test that reads the plans. */
export function archivedGames(query: GameListQuery): KeyedList {
  const { removed, sort, order } = query;
  return {
    from: 'romflow_games',
    sorting: { ...COLUMNS[sort], number: 'id', order },
    columns: ['id', 'name', 'author', 'difficulty', 'type', 'removed'],
    wanted: [...conditions(query, ['name', 'author']), ...(removed ? [REMOVED] : [])],
  };
}

const REMOVED: Condition = { sql: 'removed <> 0', values: [] };

/** How many games there are of the kinds that are wanted, and in all. Kinds are few. */
function kindCount(query: GameListQuery): Condition {
  const kinds = [...kindConditions(query), ...(query.removed ? [REMOVED] : [])];
  const wanted = kinds.length === 0 ? 'true' : kinds.map(({ sql }) => sql).join(' AND ');
  return {
    sql: `SELECT coalesce(sum(games), 0) AS games, coalesce(sum(games) FILTER (WHERE ${wanted}), 0) AS wanted FROM romflow_kinds`,
    values: kinds.flatMap(({ values }) => values),
  };
}

/** A search has to examine rows, so its hits are counted only when there are few games to examine. */
function totalOf(db: Connection, query: GameListQuery): number | null {
  const { sql, values } = kindCount(query);
  const { games, wanted } = db.one(kindRow, sql, ...values) ?? { games: 0, wanted: 0 };
  if ((query.search?.trim() ?? '') === '') return wanted;
  return games <= MAX_ROWS_EXAMINED ? countWanted(db, archivedGames(query)) : null;
}
