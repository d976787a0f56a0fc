import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { mapInBatches } from './mapInBatches.js';

/** How many files there are, and their total size in bytes. */
export interface FolderSize {
  readonly files: number;
  readonly bytes: number;
}

const NOTHING: FolderSize = { files: 0, bytes: 0 };

/**
 * Measures the files directly in a folder, not those below. A missing folder holds nothing.
 *
 * @throws ArchiveError - it cannot be read
 */
export async function folderSize(folder: string): Promise<FolderSize> {
  let total = NOTHING;
  try {
    const sizes = mapInBatches(await opendir(folder), ({ name }) => sizeOf(join(folder, name)));
    for await (const size of sizes) total = sum(total, size);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw readError('Cannot read', folder, error);
  }
  return total;
}

/** Measures some files; anything that is missing, or is not a regular file, counts for nothing. */
export async function fileSizes(paths: readonly string[]): Promise<FolderSize> {
  return (await Promise.all(paths.map(sizeOf))).reduce(sum, NOTHING);
}

async function sizeOf(path: string): Promise<FolderSize> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() === true ? { files: 1, bytes: found.size } : NOTHING;
}

const sum = (one: FolderSize, other: FolderSize): FolderSize => ({
  files: one.files + other.files,
  bytes: one.bytes + other.bytes,
});
