import { diskError } from './diskError.js';
import { makePath } from './makePath.js';

/**
 * Creates a folder and its missing parents.
 *
 * @throws ArchiveError - it cannot be created
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makePath(folder);
  } catch (error) {
    throw diskError('Cannot create the folder', folder, error);
  }
}
