import Database from 'better-sqlite3';
import { ArchiveError, DamageError } from '../model/errors.js';

/** Some network disks, and disks that a program emulates, cannot do what a database needs. */
const LACKING =
  'its disk does not support the shared memory or the locks that a database needs, as on some network disks; choose a place on another disk';

/** What an SQLite failure means for the user, by its code or a prefix of it. */
const REASONS: readonly (readonly [code: string, reason: string])[] = [
  ['SQLITE_NOTADB', 'it is not an SQLite database; move it away or choose another file'],
  ['SQLITE_CORRUPT', 'it is damaged; restore it from a backup'],
  ['SQLITE_FULL', 'the disk is full; free some space and run again'],
  ['SQLITE_READONLY', 'you have no write permission; change its permissions or those of its folder'],
  ['SQLITE_PERM', 'you have no write permission; change its permissions or those of its folder'],
  ['SQLITE_CANTOPEN', 'it cannot be opened; make sure that it is a file in a folder that you can write to'],
  ['SQLITE_BUSY', 'another program is using it; close that program and run again'],
  ['SQLITE_LOCKED', 'another program is using it; close that program and run again'],
  // Growing the shared memory of the write-ahead log, which is the first thing to need room.
  ['SQLITE_IOERR_SHMSIZE', 'the disk is full; free some space and run again'],
  ['SQLITE_IOERR_SHM', LACKING],
  ['SQLITE_IOERR_LOCK', LACKING],
  ['SQLITE_IOERR', 'the disk failed; check it and run again'],
  ['SQLITE_SCHEMA', 'another program is changing it; run again'],
];

const DAMAGE = /^SQLITE_(?:NOTADB|CORRUPT)/;

/** A database failure in one sentence; an error that is not the database's is returned unchanged. */
export function archiveFailure(path: string, error: unknown): unknown {
  const failure = isFolderMissing(error) ? new Database.SqliteError(error.message, 'SQLITE_CANTOPEN') : error;
  if (!(failure instanceof Database.SqliteError)) return error;
  const reason = REASONS.find(([code]) => failure.code.startsWith(code))?.[1];
  const Failure = DAMAGE.test(failure.code) ? DamageError : ArchiveError;
  // Whatever else SQLite says is about a statement, not about the file: a bug, or a table that another program made.
  return new Failure(
    `The database ${path} cannot be used: ${reason ?? `it does not work as an archive (${failure.code}: ${failure.message})`}.`,
    { cause: error },
  );
}

/** Whether another process holds the lock that was asked for. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');

/** better-sqlite3 itself reports a folder that is gone or no longer accessible, before it asks SQLite. */
const isFolderMissing = (error: unknown): error is TypeError =>
  error instanceof TypeError && error.message.endsWith('directory does not exist');
