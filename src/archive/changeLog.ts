import { plainId } from '../formats/gameId.js';
import type { ChangedColumns } from './changedColumns.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { sqlTime } from './sqlTime.js';

/** A detected change of a game: one row of `change_detection_log`. */
export interface DetectedChange {
  readonly gameId: string;
  /** The version that it was compared with. */
  readonly gvuuid: string;
  /** Null when the game was asked for by id. */
  readonly crawlId: string | null;
  readonly type: 'major' | 'minor' | 'returned';
  readonly columns: ChangedColumns;
}

export function logChange(
  db: Connection,
  { gameId, gvuuid, crawlId, type, columns }: DetectedChange,
  { now, uuid }: RowDeps,
): void {
  db.insert('change_detection_log', {
    cduuid: uuid(),
    gameid: plainId(gameId),
    gvuuid,
    crawluuid: crawlId,
    change_type: type,
    changed_columns: JSON.stringify(Object.keys(columns)),
    changes: JSON.stringify(columns),
    detected_at: sqlTime(now()),
  });
}
