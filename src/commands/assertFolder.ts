import { stat } from 'node:fs/promises';
import { UsageError } from '../model/errors.js';

/**
 * Makes sure that an archive's folder exists, with or without an archive in it.
 *
 * @throws UsageError - it does not exist, or is not a folder
 */
export async function assertFolder(archive: string): Promise<void> {
  const found = await stat(archive).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new UsageError(`There is no folder ${archive}; name the archive's folder with --archive.`);
  }
}
