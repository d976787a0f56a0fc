import { stat } from 'node:fs/promises';
import type { ArchivePaths } from '../model/archiveFolders.js';
import { ItemError, UsageError } from '../model/errors.js';
import { isTemporary } from './atomicFile.js';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { isAside, verifyFiles } from './verifyFiles.js';

/** A folder of hacks' JSON and the blobs of an archive, for reading. */
export interface HackFolder {
  /** Yields names, without those of files that are half-written or kept aside. */
  readonly names: (folder: 'hacks' | 'blobs') => AsyncGenerator<string, void, undefined>;
  /** @throws ItemError - it is not a file, is far too large, or cannot be read */
  readonly readHack: (name: string) => Promise<Buffer>;
  /**
   * Null when there is none.
   *
   * @throws ItemError - it cannot be read
   */
  readonly readBlob: (name: string) => Promise<Buffer | null>;
}

/** Far larger than the JSON of any hack. */
const MAX_BYTES = 16 * 1024 * 1024;

/** @param folder - the one with the hacks' JSON, absolute; the blobs are those of the archive */
export function hackFolder(folder: string, paths: ArchivePaths): HackFolder {
  const files = verifyFiles({ ...paths, hacks: folder });
  return {
    names: (which) => wholeFiles(files.names(which)),
    readHack: async (name) => {
      const size = await files.sizeOf('hacks', name);
      const bytes = size === null || size > MAX_BYTES ? null : await files.read('hacks', name);
      if (bytes !== null) return bytes;
      throw new ItemError(size === null ? 'It is not a file.' : 'It is far too large for the JSON of a hack.');
    },
    readBlob: (name) => files.read('blobs', name),
  };
}

/**
 * Ensures that a folder named by the user exists.
 *
 * @throws UsageError - it does not
 */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null;
    throw readError('Cannot read', folder, error);
  });
  if (found?.isDirectory() !== true)
    throw new UsageError(`There is no folder ${folder}; name the one with the JSON files.`);
}

async function* wholeFiles(names: AsyncGenerator<string, void, undefined>): AsyncGenerator<string, void, undefined> {
  for await (const name of names) if (!isTemporary(name) && !isAside(name)) yield name;
}
