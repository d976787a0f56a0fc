import { stat } from 'node:fs/promises';
import type { ArchivePaths } from '../model/archiveFolders.js';
import { ItemError, UsageError } from '../model/errors.js';
import { isTemporary } from './atomicFile.js';
import { readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { isAside, verifyFiles } from './verifyFiles.js';

/** A folder of hacks' JSON, and the blobs of an archive, as they are looked at. */
export interface HackFolder {
  /** Names, one after another, without what is half written or was kept aside. */
  readonly names: (folder: 'hacks' | 'blobs') => AsyncGenerator<string, void, undefined>;
  /** @throws ItemError - it is no file, is far too large, or cannot be read */
  readonly readHack: (name: string) => Promise<Buffer>;
  /**
   * Null when there is none.
   *
   * @throws ItemError - it cannot be read
   */
  readonly readBlob: (name: string) => Promise<Buffer | null>;
}

/** Far more than the JSON of any hack measures. */
const MOST_BYTES = 16 * 1024 * 1024;

/** @param folder - the one with the hacks' JSON, absolute; the blobs are the archive's */
export function hackFolder(folder: string, paths: ArchivePaths): HackFolder {
  const files = verifyFiles({ ...paths, hacks: folder });
  return {
    names: (which) => wholeFiles(files.names(which)),
    readHack: async (name) => {
      const size = await files.sizeOf('hacks', name);
      const bytes = size === null || size > MOST_BYTES ? null : await files.read('hacks', name);
      if (bytes !== null) return bytes;
      throw new ItemError(size === null ? 'It is not a file.' : 'It is far too large for the JSON of a hack.');
    },
    readBlob: (name) => files.read('blobs', name),
  };
}

/**
 * Sees to it that a folder that somebody named is there.
 *
 * @throws UsageError - it is not
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
