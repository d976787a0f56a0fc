import { diskError } from './diskError.js';
import { makePath } from './makePath.js';

/**
 * Makes a folder, with those above it, where it is missing.
 *
 * @throws ArchiveError - it cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makePath(folder);
  } catch (error) {
    throw diskError('Cannot create the folder', folder, error);
  }
}
