import { z } from 'zod';
import type { ListPage } from '../../model/listPlace.js';
import type { Connection } from '../connection.js';
import { conditions } from './conditions.js';
import type { GameListQuery } from './gameList.js';
import { type PageRequest, countWanted, listPage } from './listPage.js';
import { type KeyedList, MAX_ROWS_EXAMINED } from './listStatements.js';
import { shownText } from './shownText.js';

/** The states of a game that is not done. */
export const OPEN_STATUSES = ['pending', 'downloading', 'processing', 'failed'] as const;

/** Which games of the queue a list shows. */
export interface QueuedListQuery extends Omit<GameListQuery, 'removed'> {
  readonly status: 'waiting' | 'failed';
}

const COLUMNS = {
  name: { column: 'name', collation: 'NOCASE' },
  id: { column: 'id' },
  added: { column: 'noted_at' },
  recorded: { column: 'noted_at' },
} as const;

const queuedGame = z
  .object({
    id: z.number().transform(String),
    name: shownText,
    status: z.enum(OPEN_STATUSES),
    difficulty: shownText,
    type: shownText,
  })
  .transform(({ id, name, ...rest }) => ({ id, name: name ?? id, ...rest }));

/** A waiting or failed game as lists show it: as the site described it. */
export type QueuedGameRow = z.infer<typeof queuedGame>;

/** Exported for the test that reads the plan. */
export const OPEN_COUNTS = "SELECT value AS status, count AS games FROM romflow_counts WHERE what = 'open'";

const openRow = z.object({ status: z.string(), games: z.int() });

/** How many games wait, and how many failed. */
export function openCounts(db: Connection): Readonly<Record<QueuedListQuery['status'], number>> {
  const rows = db.many(openRow, OPEN_COUNTS);
  const sum = (failed: boolean): number =>
    rows.filter(({ status }) => (status === 'failed') === failed).reduce((all, { games }) => all + games, 0);
  return { waiting: sum(false), failed: sum(true) };
}

/** A page of the games that wait or failed. */
export function queuedList(db: Connection, query: QueuedListQuery & PageRequest): ListPage<QueuedGameRow> {
  const list = queuedGames(query);
  const games = openCounts(db)[query.status];
  const countable = games <= MAX_ROWS_EXAMINED;
  const total = list.wanted.length === 0 ? games : countable ? countWanted(db, list) : null;
  return listPage(db, queuedGame, list, { place: query.place, pageSize: query.pageSize, total });
}

/** Exported for the test that reads the plans. */
export function queuedGames(query: QueuedListQuery): KeyedList {
  const { status, sort, order } = query;
  return {
    from: 'romflow_queue',
    sorting: { ...COLUMNS[sort], number: 'id', order },
    columns: ['id', 'name', 'status', 'difficulty', 'type'],
    within: [inStatus(status)],
    wanted: conditions(query, ['name']),
  };
}

/** Written as the indexes of `romflow_queue` have it. */
export const inStatus = (status: QueuedListQuery['status']): string =>
  `(romflow_queue.status = 'failed') = ${status === 'failed' ? 1 : 0}`;
