import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';

/**
 * The entries of a folder; none if it is missing.
 *
 * @throws ArchiveError - it cannot be read
 */
export async function entriesIn(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw readError('Cannot read', folder, error);
  }
}
