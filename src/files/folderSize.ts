import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';

/** How many files there are, and what they measure together, in bytes. */
export interface FolderSize {
  readonly files: number;
  readonly bytes: number;
}

/** Files asked for their size at a time. */
const AT_ONCE = 32;

/**
 * Measures what lies in a folder, not below it. A folder that is not there holds nothing.
 *
 * @throws ArchiveError - it cannot be read
 */
export async function folderSize(folder: string): Promise<FolderSize> {
  let total: FolderSize = { files: 0, bytes: 0 };
  let batch: string[] = [];
  const measure = async (): Promise<void> => {
    total = sum([total, await fileSizes(batch)]);
    batch = [];
  };
  try {
    for await (const { name } of await opendir(folder)) {
      batch.push(join(folder, name));
      if (batch.length === AT_ONCE) await measure();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return total;
    throw readError('Cannot read', folder, error);
  }
  await measure();
  return total;
}

/** Measures some files; what is not there, or no file, counts for nothing. */
export async function fileSizes(paths: readonly string[]): Promise<FolderSize> {
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const found = await lstat(path).catch(() => null);
      return found?.isFile() === true ? { files: 1, bytes: found.size } : { files: 0, bytes: 0 };
    }),
  );
  return sum(sizes);
}

const sum = (sizes: readonly FolderSize[]): FolderSize =>
  sizes.reduce((all, one) => ({ files: all.files + one.files, bytes: all.bytes + one.bytes }), { files: 0, bytes: 0 });
