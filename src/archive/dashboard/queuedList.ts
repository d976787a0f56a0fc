import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import type { Connection } from '../connection.js';
import { plainId, spellings } from '../gameIds.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { containing } from './containing.js';
import type { GameListQuery, Statement } from './gameList.js';

/** Where a game stands that is not done. */
export const OPEN_STATUSES = ['pending', 'downloading', 'processing', 'failed'] as const;

/** Which games of the queue a page shows. */
export interface QueuedListQuery extends Omit<GameListQuery, 'removed'> {
  readonly status: 'waiting' | 'failed';
}

/** A field of the record that waits; the indexes romflow_queue_list know it by these very words. */
const field = (path: string): string =>
  `(CASE WHEN json_valid(game_metadata) THEN json_extract(game_metadata, '$.${path}') END)`;

const NAME = field('name');
const DIFFICULTY = field('fields.difficulty');
const TYPE = field('fields.type');

const STATUSES = { waiting: "('pending', 'downloading', 'processing')", failed: "('failed')" } as const;
const ORDERS = {
  name: `${NAME} COLLATE NOCASE`,
  id: 'CAST(gameid AS INTEGER)',
  added: 'coalesce(completed_at, created_at)',
  recorded: 'coalesce(completed_at, created_at)',
} as const;

const label = z
  .union([z.string(), z.number().transform(String)])
  .nullable()
  .catch(null)
  .transform((text) => (text === null || text.trim() === '' ? null : decodeHTMLStrict(text)));

const queuedGame = z
  .object({
    gameid: z.string().transform(plainId),
    name: label,
    status: z.enum(OPEN_STATUSES),
    difficulty: label,
    type: label,
    queued: sqlTimeColumn,
  })
  .transform(({ gameid: id, name, queued: queuedAt, ...rest }) => ({ id, name: name ?? id, queuedAt, ...rest }));

/** As lists show a game that waits or failed: as the site told it. */
export type QueuedGameRow = z.infer<typeof queuedGame>;

const count = z.object({ count: z.int() });

/** A page of the games that wait or failed, and how many there are on all pages. */
export function queuedList(
  db: Connection,
  query: QueuedListQuery,
): { readonly games: readonly QueuedGameRow[]; readonly total: number } {
  const { page, total } = queuedListStatements(query);
  return {
    games: db.many(queuedGame, page.sql, ...page.values),
    total: db.one(count, total.sql, ...total.values)?.count ?? 0,
  };
}

/** Exported for the test that reads the plans. */
export function queuedListStatements(query: QueuedListQuery): { readonly page: Statement; readonly total: Statement } {
  const { search, difficulty, type, status, sort, order, page, pageSize } = query;
  const all: { readonly sql: string; readonly values: readonly string[] }[] = [
    { sql: `status IN ${STATUSES[status]} AND gameid GLOB '[0-9]*'`, values: [] },
  ];
  const wanted = search?.trim() ?? '';
  if (wanted !== '') {
    all.push({
      sql: `(${NAME} LIKE ? ESCAPE '\\' OR gameid IN (?, ?))`,
      values: [containing(wanted), ...spellings(wanted)],
    });
  }
  if (difficulty !== undefined) all.push({ sql: `${DIFFICULTY} = ?`, values: [difficulty] });
  if (type !== undefined) {
    all.push({ sql: `(', ' || ${TYPE} || ', ') LIKE ? ESCAPE '\\'`, values: [containing(`, ${type}, `)] });
  }
  const where = `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`;
  const values = all.flatMap((condition) => condition.values);
  return {
    page: {
      sql: `SELECT gameid, ${NAME} AS name, status, ${DIFFICULTY} AS difficulty, ${TYPE} AS type,
          coalesce(completed_at, created_at) AS queued
        FROM game_fetch_queue ${where}
        ORDER BY ${ORDERS[sort]} ${order}, gameid ${order} LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`,
      values: [...values, String(pageSize), String((page - 1) * pageSize)],
    },
    total: { sql: `SELECT count(*) AS count FROM game_fetch_queue ${where}`, values },
  };
}
