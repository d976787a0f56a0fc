import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { processAlive } from './processAlive.js';
import { isBusy } from './sqliteError.js';

const holderRow = z.object({ pid: z.int(), machine: z.string() });

/**
 * Whether somebody is at work on an archive at this moment, without taking its lock: what a run finds that begins just now
 * is not disturbed. What cannot be told counts as nobody.
 *
 * @param rhdata - the archive's main database
 */
export function lockHeld(rhdata: string): boolean {
  const path = `${rhdata}.lock`;
  if (!existsSync(path)) return false;
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { timeout: 0, fileMustExist: true });
    const holder = holderRow.safeParse(db.prepare('SELECT pid, machine FROM holder').get());
    if (!holder.success) return false;
    // A process that is gone holds nothing. Of one that lives it is asked whether it still is the holder.
    if (holder.data.machine === hostname() && !processAlive(holder.data.pid)) return false;
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    db?.close();
  }
}
