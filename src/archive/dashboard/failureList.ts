import { z } from 'zod';
import { plainId } from '../../formats/gameId.js';
import { readGameRecord } from '../../formats/gameRecord.js';
import { RecordError } from '../../model/errors.js';
import type { ListPage } from '../../model/listPlace.js';
import type { Connection } from '../connection.js';
import { TRIES } from '../queue.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { type PageRequest, listPage } from './listPage.js';
import { type KeyedList } from './listStatements.js';
import { inStatus, openCounts } from './queuedList.js';

/** The columns of the index come first: what has failed, the latest first. */
const FAILURES: KeyedList = {
  from: 'romflow_queue CROSS JOIN game_fetch_queue USING (queueuuid)',
  sorting: { column: 'noted_at', number: 'id', order: 'desc' },
  columns: ['gameid', 'game_metadata', 'error_message', `${TRIES} AS tries`, 'completed_at'],
  within: [inStatus('failed')],
  wanted: [],
};

const failureRow = z
  .object({
    gameid: z.string().transform(plainId),
    game_metadata: z.string().nullable(),
    error_message: z.string().nullable(),
    tries: z.int().nonnegative(),
    completed_at: sqlTimeColumn,
  })
  .transform(({ gameid: id, game_metadata: json, error_message: reason, tries, completed_at: failedAt }) => {
    const record = readGameRecord(json);
    return {
      id,
      name: record instanceof RecordError ? id : record.name,
      reason: reason ?? 'no reason was noted',
      tries,
      failedAt,
    };
  });

/** A game whose last try failed. */
export type FailureRow = z.infer<typeof failureRow>;

/** A page of the games that failed, the latest first. */
export function failureList(db: Connection, request: PageRequest): ListPage<FailureRow> & { readonly total: number } {
  const total = openCounts(db).failed;
  return { ...listPage(db, failureRow, FAILURES, { ...request, total }), total };
}
