import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../model/errors.js';
import { writeFileAtomic } from './atomicFile.js';
import { makeFolder } from './makeFolder.js';
import { isOneFile, statOrNull } from './statOrNull.js';

export interface WriteNewOptions {
  /** Overwrite whatever has the name. */
  readonly force: boolean;
  /** A file that must never be overwritten; null if there is none. */
  readonly spare: string | null;
}

/**
 * Writes a file under a free name, whole or not at all; creates its folder if it is missing.
 *
 * @throws UsageError - the name is taken; even with `force`, if by a folder or by `spare`
 * @throws ArchiveError - it cannot be written
 */
export async function writeNewFile(path: string, bytes: Buffer, { force, spare }: WriteNewOptions): Promise<void> {
  const there = await statOrNull(path, lstat);
  const behind = await statOrNull(path, stat);
  if (there !== null && !force) {
    throw new UsageError(
      `The file ${path} already exists; overwrite it with --force, or choose another folder with -o.`,
    );
  }
  if (behind?.isDirectory() === true) {
    throw new UsageError(`A folder is in the place of ${path}; choose another folder with -o.`);
  }
  const spared = spare === null ? null : await statOrNull(spare, stat);
  if (isOneFile(behind, spared)) {
    throw new UsageError(`The file ${path} is the base ROM itself; choose another folder with -o.`);
  }
  await makeFolder(dirname(path));
  await writeFileAtomic(path, bytes);
}
