import { stat } from 'node:fs/promises';
import { UsageError } from '../model/errors.js';

/**
 * Makes sure that the folder of an archive is there, with or without an archive in it.
 *
 * @throws UsageError - it is not there, or is none
 */
export async function assertFolder(archive: string): Promise<void> {
  const found = await stat(archive).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new UsageError(`There is no folder ${archive}; name the archive's folder with --archive.`);
  }
}
