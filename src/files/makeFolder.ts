import { mkdir } from 'node:fs/promises';
import { diskError } from './diskError.js';

/**
 * Makes a folder, with those above it, where it is missing.
 *
 * @throws ArchiveError - it cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw diskError('Cannot make the folder', folder, error);
  }
}
