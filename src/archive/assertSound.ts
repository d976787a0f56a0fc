import Database from 'better-sqlite3';
import { z } from 'zod';
import { DamageError } from '../model/errors.js';
import type { Connection } from './connection.js';
import { archiveFailure } from './sqliteError.js';

const verdictRow = z.object({ quick_check: z.string() });
/** Complaints about what other programs may have written, not about what a failing disk does. */
const HARMLESS = /^(?:NULL value in|CHECK constraint failed in) /;
/** How SQLite reports a page that it could not read: with an extended result code, whose last byte is the primary one. */
const NOT_HAD = /unable to get the page\. error code=(\d+)$/;
const SQLITE_IOERR = 10;

/** What checking a database needs of its connection. */
type Readable = Pick<Connection, 'path' | 'many'>;

/**
 * Reads a whole database and returns where its pages are damaged, in SQLite's words; null when they are sound.
 *
 * @throws ArchiveError - the disk fails, which says nothing about the pages
 * @see https://www.sqlite.org/pragma.html#pragma_quick_check
 */
export function damageIn(db: Readable): string | null {
  const first = verdictsOf(db, 1).find((verdict) => verdict !== 'ok');
  if (first === undefined) return null;
  // Asked for everything at once, SQLite may fail on the damage before it says where that is.
  const damage = HARMLESS.test(first) ? verdictsOf(db, 100).find((verdict) => !HARMLESS.test(verdict)) : first;
  const where = damage?.split('\n').at(-1) ?? null;
  const code = Number(NOT_HAD.exec(where ?? '')?.[1]);
  if ((code & 0xff) === SQLITE_IOERR) throw archiveFailure(db.path, new Database.SqliteError('', 'SQLITE_IOERR'));
  return where;
}

/**
 * Reads a whole database and makes sure that its pages are sound (SQLite's `quick_check`, which takes about as long as
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
