import { rm } from 'node:fs/promises';
import { diskError } from './diskError.js';

/**
 * Removes a file if it exists; on request, also a folder with everything in it.
 *
 * @throws ArchiveError - it exists and cannot be removed
 */
export async function removeIfExists(path: string, { recursive = false } = {}): Promise<void> {
  try {
    await rm(path, { recursive, force: true });
  } catch (error) {
    throw diskError('Cannot remove', path, error);
  }
}
