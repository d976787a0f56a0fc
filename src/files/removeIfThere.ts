import { rm } from 'node:fs/promises';
import { diskError } from './diskError.js';

/**
 * Removes a file; when asked to, a folder with everything in it as well.
 *
 * @throws ArchiveError - it is there and cannot be removed
 */
export async function removeIfThere(path: string, { recursive = false } = {}): Promise<void> {
  try {
    await rm(path, { recursive, force: true });
  } catch (error) {
    throw diskError('Cannot remove', path, error);
  }
}
