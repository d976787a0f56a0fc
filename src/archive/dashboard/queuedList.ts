import { decodeHTMLStrict } from 'entities';
import { z } from 'zod';
import type { Connection } from '../connection.js';
import { conditions } from './conditions.js';
import type { GameListQuery, Statement } from './gameList.js';

/** Where a game stands that is not done. */
export const OPEN_STATUSES = ['pending', 'downloading', 'processing', 'failed'] as const;

/** Which games of the queue a page shows. */
export interface QueuedListQuery extends Omit<GameListQuery, 'removed'> {
  readonly status: 'waiting' | 'failed';
}

const STATUSES = { waiting: "('pending', 'downloading', 'processing')", failed: "('failed')" } as const;
const ORDERS = { name: 'name COLLATE NOCASE', id: 'id', added: 'noted_at', recorded: 'noted_at' } as const;

const label = z
  .union([z.string(), z.number().transform(String)])
  .nullable()
  .catch(null)
  .transform((text) => (text === null || text.trim() === '' ? null : decodeHTMLStrict(text)));

const queuedGame = z
  .object({
    id: z.number().transform(String),
    name: label,
    status: z.enum(OPEN_STATUSES),
    difficulty: label,
    type: label,
  })
  .transform(({ id, name, ...rest }) => ({ id, name: name ?? id, ...rest }));

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
  const { status, sort, order, page, pageSize } = query;
  const { sql, values } = conditions(query, ['name']);
  const where = `WHERE status IN ${STATUSES[status]}${sql.map((condition) => ` AND ${condition}`).join('')}`;
  return {
    page: {
      sql: `SELECT id, name, status, difficulty, type FROM romflow_queue ${where}
        ORDER BY ${ORDERS[sort]} ${order}, id ${order} LIMIT CAST(? AS INTEGER) OFFSET CAST(? AS INTEGER)`,
      values: [...values, String(pageSize), String((page - 1) * pageSize)],
    },
    total: { sql: `SELECT count(*) AS count FROM romflow_queue ${where}`, values },
  };
}
