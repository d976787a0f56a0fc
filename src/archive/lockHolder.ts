import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { assertSafeToOpen } from './assertSafeToOpen.js';
import { processAlive } from './processAlive.js';
import { mayWrite } from './readableDatabases.js';
import { isBusy } from './sqliteError.js';

const holderRow = z.object({ pid: z.int(), machine: z.string(), since: z.string() });

/** The process named in a lock file. */
export type WrittenHolder = z.infer<typeof holderRow>;

/** Who is at work on an archive. */
export interface LockHolder {
  /** When it took the archive, in milliseconds since 1970 by its own clock; null: it is about to, or does not say. */
  readonly since: number | null;
}

/**
 * Finds who is at work on an archive right now without keeping its lock, so that a run that is just starting is not
 * disturbed. Where the lock cannot be tried, a live process of this machine counts as the holder; whatever else cannot be
 * determined counts as nobody.
 *
 * @param rhdata - the archive's main database
 * @returns null: nobody
 */
export function lockHolder(rhdata: string): LockHolder | null {
  let db: Database.Database | null = null;
  let since: number | null = null;
  try {
    assertSafeToOpen(`${rhdata}.lock`);
    db = new Database(`${rhdata}.lock`, { timeout: 0, fileMustExist: true });
    const holder = writtenHolder(db);
    if (holder === null) return null;
    // A dead process holds nothing. For a live one, the lock tells whether it is still the holder.
    if (isDead(holder)) return null;
    const isHere = holder.machine === hostname();
    const at = Date.parse(holder.since);
    since = Number.isNaN(at) ? null : at;
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    // Without write access, SQLite does not grant the lock, but does not refuse it either.
    return isHere && !mayWrite(`${rhdata}.lock`) ? { since } : null;
  } catch (error) {
    return isBusy(error) ? { since } : null;
  } finally {
    db?.close();
  }
}

/**
 * The holder named in a lock file; null when there is none, or it cannot be parsed.
 *
 * @throws SqliteError - it cannot be read
 */
export const writtenHolder = (lock: Database.Database): WrittenHolder | null =>
  holderRow.nullable().catch(null).parse(lock.prepare('SELECT pid, machine, since FROM holder').get());

/** Whether it is known that the process named in a lock file is no longer running; of another machine's it is not. */
export const isDead = ({ machine, pid }: WrittenHolder): boolean => machine === hostname() && !processAlive(pid);
