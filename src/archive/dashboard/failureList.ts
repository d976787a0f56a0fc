import type { z } from 'zod';
import type { ListPage } from '../../model/listPlace.js';
import type { Connection } from '../connection.js';
import { FAILURE_COLUMNS, failureOf, failureRow } from '../failureRow.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { type PageRequest, listPage } from './listPage.js';
import type { KeyedList } from './listStatements.js';
import { inStatus, openCounts } from './queuedList.js';

/** What has failed, the latest first. The CROSS JOIN makes SQLite follow the index of `romflow_queue`. */
const FAILURES: KeyedList = {
  from: 'romflow_queue CROSS JOIN game_fetch_queue USING (queueuuid)',
  sorting: { column: 'noted_at', number: 'id', order: 'desc' },
  columns: [FAILURE_COLUMNS, 'completed_at'],
  within: [inStatus('failed')],
  wanted: [],
};

const listedFailure = failureRow
  .extend({ completed_at: sqlTimeColumn })
  .transform(({ completed_at: failedAt, ...row }) => ({ ...failureOf(row), failedAt }));

/** A game whose last attempt failed, and when. */
export type FailureRow = z.infer<typeof listedFailure>;

/** A page of the games that failed, the latest first. */
export function failureList(db: Connection, request: PageRequest): ListPage<FailureRow> & { readonly total: number } {
  const total = openCounts(db).failed;
  return { ...listPage(db, listedFailure, FAILURES, { ...request, total }), total };
}
