import { z } from 'zod';
import { DamageError } from '../model/errors.js';
import type { Connection } from './connection.js';

const verdictRow = z.object({ quick_check: z.string() });
/** What other programs may have left is not what a failing disk does. */
const HARMLESS = /^(?:NULL value in|CHECK constraint failed in) /;

/**
 * Reads a database through and makes sure that its pages are whole (SQLite's `quick_check`, which takes about as long as
 * reading the file).
 *
 * @throws DamageError - it is damaged; nothing was changed
 * @see https://www.sqlite.org/pragma.html#pragma_quick_check
 */
export function assertSound(db: Connection): void {
  const verdicts = db.many(verdictRow, 'PRAGMA quick_check').map(({ quick_check }) => quick_check);
  const damage = verdicts.find((verdict) => verdict !== 'ok' && !HARMLESS.test(verdict));
  if (damage === undefined) return;
  const where = damage.split('\n').at(-1) ?? damage;
  throw new DamageError(`The database ${db.path} is damaged (${where}): put a backup in its place.`);
}
