import { z } from 'zod';
import { plainId } from '../../formats/gameId.js';
import type { Connection } from '../connection.js';
import { OPEN_STATUSES } from './queuedList.js';

/** Exported for the test that reads the plans. */
export const STATES = `SELECT gameid, status FROM game_fetch_queue
  WHERE gameid IN (SELECT value FROM json_each(?) UNION ALL SELECT value || '.0' FROM json_each(?))`;

const stateRow = z.object({
  gameid: z.string().transform(plainId),
  status: z.enum(OPEN_STATUSES).nullable().catch(null),
});

/** The states of those games that are waiting, in progress or failed, by id; the others are absent. */
export function openStates(
  db: Connection,
  ids: readonly string[],
): ReadonlyMap<string, (typeof OPEN_STATUSES)[number]> {
  const list = JSON.stringify(ids);
  return new Map(
    db.many(stateRow, STATES, list, list).flatMap(({ gameid, status }) => (status === null ? [] : [[gameid, status]])),
  );
}
