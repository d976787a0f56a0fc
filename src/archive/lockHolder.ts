import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { assertNoTraps } from './assertNoTraps.js';
import { processAlive } from './processAlive.js';
import { mayWrite } from './readableDatabases.js';
import { isBusy } from './sqliteError.js';

const holderRow = z.object({ pid: z.int(), machine: z.string(), since: z.string() });

/** The process that has written itself into the file of a lock. */
export type WrittenHolder = z.infer<typeof holderRow>;

/** Who is at work on an archive. */
export interface LockHolder {
  /** When it took the archive, in milliseconds since 1970 by its own clock; null: it is about to, or does not tell. */
  readonly since: number | null;
}

/**
 * Who is at work on an archive at this moment, found without taking its lock: what a run finds that begins just now is not
 * disturbed. Where the lock may not be tried, a process of this machine that lives has it; what else cannot be told counts as
 * nobody.
 *
 * @param rhdata - the archive's main database
 * @returns null: nobody
 */
export function lockHolder(rhdata: string): LockHolder | null {
  let db: Database.Database | null = null;
  let since: number | null = null;
  try {
    assertNoTraps(`${rhdata}.lock`);
    db = new Database(`${rhdata}.lock`, { timeout: 0, fileMustExist: true });
    const holder = writtenHolder(db);
    if (holder === null) return null;
    // A process that is gone holds nothing. Of one that lives it is asked whether it still is the holder.
    const isHere = holder.machine === hostname();
    if (isHere && !processAlive(holder.pid)) return null;
    const at = Date.parse(holder.since);
    since = Number.isNaN(at) ? null : at;
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    // Who may not write is given no lock by SQLite, but not refused either.
    return isHere && !mayWrite(`${rhdata}.lock`) ? { since } : null;
  } catch (error) {
    return isBusy(error) ? { since } : null;
  } finally {
    db?.close();
  }
}

/**
 * Who is written into the file of a lock; null: nobody, or what cannot be understood.
 *
 * @throws SqliteError - it cannot be read
 */
export const writtenHolder = (lock: Database.Database): WrittenHolder | null =>
  holderRow.nullable().catch(null).parse(lock.prepare('SELECT pid, machine, since FROM holder').get());
