import type Database from 'better-sqlite3';
import { isBusy } from './sqliteError.js';

/** How long to wait for another program's transaction, which takes milliseconds, after waiting a tenth of that without a word. */
export const BUSY_MS = 10_000;

/** Another program that writes to the same database: while waiting for it, this process does nothing else. */
export interface OtherWriter {
  /** Tells the user when it has to be waited for. Call before a write, outside of a transaction. */
  readonly announce: () => void;
  /**
   * Runs a write that may wait for it. Once a wait was in vain, later writes, such as what a run records as it ends, do not
   * wait again.
   */
  readonly waitFor: <T>(write: () => T) => T;
}

/**
 * @param path - of the database
 * @param timeout - how long a write waits, in milliseconds
 * @param say - called before a user would wonder
 */
export function otherWriter(
  db: Pick<Database.Database, 'exec' | 'pragma'>,
  { path, timeout }: { readonly path: string; readonly timeout: number },
  say: (message: string) => void,
): OtherWriter {
  let inVain = false;
  const waitAtMost = (ms: number): void => {
    db.pragma(`busy_timeout = ${ms}`);
  };
  return {
    announce: () => {
      if (inVain) return;
      waitAtMost(timeout / 10);
      try {
        db.exec('BEGIN IMMEDIATE; ROLLBACK');
      } catch (error) {
        if (!isBusy(error)) throw error;
        say(`Another program is writing to ${path}: waiting for it, ${timeout / 1000} s at most.`);
      } finally {
        waitAtMost(timeout);
      }
    },
    waitFor: (write) => {
      try {
        return write();
      } catch (error) {
        inVain ||= isBusy(error);
        if (inVain) waitAtMost(0);
        throw error;
      }
    },
  };
}
