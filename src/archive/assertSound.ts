import { z } from 'zod';
import { DamageError } from '../model/errors.js';
import type { Connection } from './connection.js';

const verdictRow = z.object({ quick_check: z.string() });
/** What other programs may have left is not what a failing disk does. */
const HARMLESS = /^(?:NULL value in|CHECK constraint failed in) /;

/**
 * Reads a database through and tells where its pages are not whole, in SQLite's words; null where they are.
 *
 * @see https://www.sqlite.org/pragma.html#pragma_quick_check
 */
export function damageIn(db: Connection): string | null {
  const first = verdictsOf(db, 1).find((verdict) => verdict !== 'ok');
  if (first === undefined) return null;
  // Asked for all at once, SQLite may fail over the damage before it says where that is.
  const damage = HARMLESS.test(first) ? verdictsOf(db, 100).find((verdict) => !HARMLESS.test(verdict)) : first;
  return damage?.split('\n').at(-1) ?? null;
}

/**
 * Reads a database through and makes sure that its pages are whole (SQLite's `quick_check`, which takes about as long as
 * reading the file).
 *
 * @throws DamageError - it is damaged; nothing was changed
 */
export function assertSound(db: Connection): void {
  const where = damageIn(db);
  if (where === null) return;
  throw new DamageError(`The database ${db.path} is damaged (${where}): put a backup in its place.`);
}

const verdictsOf = (db: Connection, most: number): readonly string[] =>
  db.many(verdictRow, `PRAGMA quick_check(${most})`).map(({ quick_check }) => quick_check);
