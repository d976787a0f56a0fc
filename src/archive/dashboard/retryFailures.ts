import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect } from '../connection.js';
import { createQueue } from '../queue.js';

/** How long to wait for another program's transaction. */
const PATIENCE_MS = 2000;

/**
 * Requeues games that failed, with all their attempts restored.
 *
 * This is one short transaction that changes the states of rows as a run itself does, so it needs no lock: a run in
 * progress picks them up, otherwise the next one does. Nothing is created or migrated.
 *
 * @param rhdata - the database file
 * @param id - of the game; null: all that failed
 * @returns how many there were
 * @throws ArchiveError - it cannot be written
 */
export function retryFailures(rhdata: string, id: string | null): number {
  if (!existsSync(rhdata)) return 0;
  const db = connect(rhdata, randomUUID, { fileMustExist: true, timeout: PATIENCE_MS });
  try {
    const queue = createQueue(db, { now: Date.now, uuid: randomUUID });
    return id === null ? queue.requeueAllFailed() : queue.requeueFailedGame(id);
  } finally {
    db.close();
  }
}
