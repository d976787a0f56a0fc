import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { diskError, readError } from './diskError.js';

/**
 * Copies a database file into a folder, with its write-ahead log, or the journal by which SQLite takes back what a killed
 * program has half written, without opening it: even a reader would leave files beside it. One that is not there has no copy.
 *
 * @returns the path of the copy
 * @throws ArchiveError - it cannot be copied
 */
export async function copyDatabase(file: string, folder: string): Promise<string> {
  const copy = join(folder, basename(file));
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw diskError('Cannot make the folder', folder, error);
  }
  for (const suffix of ['', '-wal', '-journal']) {
    await copyFile(`${file}${suffix}`, `${copy}${suffix}`).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        throw readError('Cannot copy', `${file}${suffix}`, error);
      }
    });
  }
  return copy;
}
