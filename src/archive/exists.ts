import { statSync } from 'node:fs';
import { readError } from '../files/diskError.js';
import { isGone } from '../files/isGone.js';

/**
 * Whether there is a database file.
 *
 * @throws ArchiveError - that cannot be determined: a folder on the path is not accessible, or the disk fails
 */
export function exists(path: string): boolean {
  if (isGone(path)) return false;
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw readError('Cannot read', path, error);
  }
}
