import { hostname } from 'node:os';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { diskError } from '../files/diskError.js';
import { makePathSync } from '../files/makePath.js';
import { ArchiveLockedError, DamageError } from '../model/errors.js';
import { assertSafeToOpen } from './assertSafeToOpen.js';
import { isUnchangedSinceClose, LEFT_FILES_SCHEMA, recordClose } from './closedFiles.js';
import { type WrittenHolder, isDead, writtenHolder } from './lockHolder.js';
import { archiveFailure, isBusy } from './sqliteError.js';

/** Exclusive hold on an archive, until it is released or the process ends, however it ends. */
export interface ArchiveLock {
  /** Whether a database file is as the last run left it, having found it sound and complete or made it so. */
  readonly isUnchangedSinceClose: (file: string) => boolean;
  /** Records that a run has ended well and closed its database file; best effort, committed when the lock is released. */
  readonly leave: (file: string) => void;
  /** Safe to call again. */
  readonly release: () => void;
}

/** How long to wait for processes that only read who has the lock; a run holds it much longer. */
const PATIENCE_MS = 200;

const SCHEMA = `CREATE TABLE IF NOT EXISTS holder (
  id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, machine TEXT NOT NULL, since TEXT NOT NULL)`;
const HOLD = `INSERT INTO holder (id, pid, machine, since) VALUES (1, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, machine = excluded.machine, since = excluded.since`;

/**
 * Locks the archive for this process: no other run may write to it meanwhile.
 *
 * The lock is SQLite's own, on a small file beside the archive's main database: the operating system frees it when the
 * process is gone, so a dead one blocks nobody. The file names the holder, for others to read.
 *
 * @param rhdata - the archive's main database
 * @param now - the clock
 * @param what - what is locked, for the message
 * @throws {@link ArchiveLockedError} that names the process holding it
 * @throws ArchiveError - the lock file or its folder cannot be written, or a pipe is in its place
 */
export function lockArchive(rhdata: string, now: () => Date, what = 'this archive'): ArchiveLock {
  const path = `${rhdata}.lock`;
  let db: Database.Database | null = null;
  assertSafeToOpen(path);
  try {
    makePathSync(dirname(path));
    db = new Database(path, { timeout: PATIENCE_MS });
    // With a rollback journal, the holder's row can be read while the lock is held.
    db.pragma('journal_mode = DELETE');
    db.exec(SCHEMA);
    db.exec(LEFT_FILES_SCHEMA);
    hold(db, { pid: process.pid, machine: hostname(), since: now().toISOString() });
  } catch (error) {
    const holder = db === null ? null : readHolder(db);
    db?.close();
    if (!isBusy(error)) throw lockFailure(path, error);
    throw new ArchiveLockedError(
      holder === null
        ? `Another process has just locked ${what} (${rhdata}); wait until it has finished.`
        : `Process ${holder.pid} on ${holder.machine} has been working on ${what} since ${holder.since} (${rhdata}); wait until it has finished, or stop it.`,
    );
  }
  const held = db;
  return {
    isUnchangedSinceClose: (file) => isUnchangedSinceClose(held, file),
    leave: (file) => {
      quietly(() => {
        recordClose(held, file);
      });
    },
    release: () => {
      if (!held.open) return;
      quietly(() => held.exec('COMMIT'));
      held.close();
    },
  };
}

/** Without the note, the next run reads the whole file to check it. */
function quietly(note: () => unknown): void {
  try {
    note();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

/** @throws SqliteError - another process has it */
function hold(db: Database.Database, { pid, machine, since }: WrittenHolder): void {
  const take = (): void => {
    db.prepare(HOLD).run(pid, machine, since);
    db.exec('BEGIN IMMEDIATE');
  };
  take();
  const written = writtenHolder(db);
  if (written?.pid === pid && written.machine === machine) return;
  // Another process overwrote the row just before it was refused the lock.
  db.exec('COMMIT');
  take();
}

/** Null also for one that is dead: the lock is another's, which has written no name, as a program that looks at the file. */
function readHolder(db: Database.Database): WrittenHolder | null {
  try {
    const holder = writtenHolder(db);
    return holder === null || isDead(holder) ? null : holder;
  } catch {
    return null;
  }
}

function lockFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) {
    return archiveFailure(path, diskError('Cannot create the folder', dirname(path), error));
  }
  if (!error.code.startsWith('SQLITE_CORRUPT')) return archiveFailure(path, error);
  const mend = 'move it away and run again (it only records which process is at work)';
  return new DamageError(`The database ${path} cannot be used: it is damaged; ${mend}.`, { cause: error });
}
