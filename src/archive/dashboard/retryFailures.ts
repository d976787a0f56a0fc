import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect } from '../connection.js';
import { createQueue } from '../queue.js';

/** So long another program's transaction is waited for. */
const PATIENCE_MS = 2000;

/**
 * Puts games that failed back into the queue, with all their tries before them.
 *
 * This is one short transaction in which rows change their state, as a run itself changes it, so it needs no lock: a run that
 * is at work takes them up, else the next one does. Nothing is made or migrated.
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
