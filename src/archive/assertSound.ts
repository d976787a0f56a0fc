import Database from 'better-sqlite3';
import { z } from 'zod';
import { DamageError } from '../model/errors.js';
import type { Connection } from './connection.js';
import { archiveFailure } from './sqliteError.js';

const verdictRow = z.object({ quick_check: z.string() });
/** What other programs may have left is not what a failing disk does. */
const HARMLESS = /^(?:NULL value in|CHECK constraint failed in) /;
/** How a page is told that could not be read: with an extended code, whose last byte is the plain one. */
const NOT_HAD = /unable to get the page\. error code=(\d+)$/;
const SQLITE_IOERR = 10;

/** What reading a database through needs of it. */
type Readable = Pick<Connection, 'path' | 'many'>;

/**
 * Reads a database through and tells where its pages are not whole, in SQLite's words; null where they are.
 *
 * @throws ArchiveError - the disk fails, which says nothing of the pages
 * @see https://www.sqlite.org/pragma.html#pragma_quick_check
 */
export function damageIn(db: Readable): string | null {
  const first = verdictsOf(db, 1).find((verdict) => verdict !== 'ok');
  if (first === undefined) return null;
  // Asked for all at once, SQLite may fail over the damage before it says where that is.
  const damage = HARMLESS.test(first) ? verdictsOf(db, 100).find((verdict) => !HARMLESS.test(verdict)) : first;
  const where = damage?.split('\n').at(-1) ?? null;
  const code = Number(NOT_HAD.exec(where ?? '')?.[1]);
  if ((code & 0xff) === SQLITE_IOERR) throw archiveFailure(db.path, new Database.SqliteError('', 'SQLITE_IOERR'));
  return where;
}

/**
 * Reads a database through and makes sure that its pages are whole (SQLite's `quick_check`, which takes about as long as
 * reading the file).
 *
 * @throws DamageError - it is damaged; nothing was changed
 * @throws ArchiveError - the disk fails
 */
export function assertSound(db: Readable): void {
  const where = damageIn(db);
  if (where === null) return;
  throw new DamageError(`The database ${db.path} is damaged (${where}): restore it from a backup.`);
}

const verdictsOf = (db: Readable, most: number): readonly string[] =>
  db.many(verdictRow, `PRAGMA quick_check(${most})`).map(({ quick_check }) => quick_check);
