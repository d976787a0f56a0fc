import type { JsonObject } from '../model/game.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { type Ending, beginStatus, endStatus, pauseKilled } from './updateStatus.js';

/** The runs of `romflow update`, one row each in `update_status`. */
export interface Runs {
  /**
   * Records the start of a run, with whatever describes it. Runs that were killed are marked as paused.
   *
   * @returns its id, and whether there was such a killed run
   */
  readonly begin: (metadata: JsonObject) => { readonly id: string; readonly interrupted: boolean };
  readonly finish: (id: string, status: Ending, reason: string | null) => void;
}

const TYPE = 'game_update';

export function createRuns(db: Connection, { now, uuid }: RowDeps): Runs {
  return {
    begin: (metadata) =>
      db.transaction(() => {
        const killed = pauseKilled(db, 'operation_type', TYPE);
        const id = uuid();
        beginStatus(db, { id, type: TYPE, metadata, at: now() });
        return { id, interrupted: killed > 0 };
      }),
    finish: (id, status, reason) => {
      endStatus(db, id, status, reason, now());
    },
  };
}
