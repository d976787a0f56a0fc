import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskError } from '../files/diskError.js';
import { makePathSync } from '../files/makePath.js';
import { assertSound } from './assertSound.js';
import { connect } from './connection.js';

/**
 * Creates the folder of a database, and checks the file if there is one, before anything else is created or changed.
 * Without write access the file must not even be read: that would leave files beside it that nobody can write to.
 *
 * @param isWhole - it is known to be sound, and need not be checked, which takes about as long as reading the file
 * @throws DamageError - it is not a database, or is damaged
 * @throws ArchiveError - its folder cannot be created, or it cannot be read or written
 */
export function prepareFile(path: string, uuid: () => string, isWhole = false): void {
  try {
    makePathSync(dirname(path));
    if (!existsSync(path)) return;
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw diskError('Cannot open', path, error);
  }
  if (isWhole) return;
  const db = connect(path, uuid);
  try {
    assertSound(db);
  } finally {
    db.close();
  }
}
