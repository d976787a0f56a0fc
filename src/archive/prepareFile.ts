import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskError } from '../files/diskError.js';
import { makePathSync } from '../files/makeFolder.js';
import { assertSound } from './assertSound.js';
import { connect } from './connection.js';

/**
 * Makes the folder of a database, and looks at the file if there is one, before anything is made or changed. Whoever may
 * not write to it must not even read it: that would leave files beside it to which nobody may write.
 *
 * @param isWhole - it is known to be whole, and need not be read through, which takes about as long as reading the file
 * @throws DamageError - it is no database, or is damaged
 * @throws ArchiveError - its folder cannot be made, or it cannot be read or written
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
