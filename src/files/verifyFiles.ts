import { opendir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArchiveFolder, ArchivePaths } from '../model/archiveFolders.js';
import { ArchiveError, ItemError } from '../model/errors.js';
import { writeFileAtomic } from './atomicFile.js';
import { diskError, readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { failpoint } from './failpoint.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';
import { readAtMost } from './readAtMost.js';
import { removeIfExists } from './removeIfExists.js';

/** The files of an archive as they are verified, whatever their names: rows and people may have put anything there. */
export interface VerifyFiles {
  /**
   * A whole file; null if there is none.
   *
   * @throws ItemError - the name is not one that a file can have, or the file cannot be read
   */
  readonly read: (folder: ArchiveFolder, name: string) => Promise<Buffer | null>;
  /** Its size in bytes; null if there is no such file, or there cannot be one. */
  readonly sizeOf: (folder: ArchiveFolder, name: string) => Promise<number | null>;
  /** Yields the names of the files in a folder; none if there is no folder. */
  readonly names: (folder: ArchiveFolder) => AsyncGenerator<string, void, undefined>;
  /** Writes a file, whole or not at all. */
  readonly write: (folder: ArchiveFolder, name: string, bytes: Buffer | string) => Promise<void>;
  /** Replaces a damaged file, which is kept aside. */
  readonly replace: (folder: ArchiveFolder, name: string, bytes: Buffer | string) => Promise<void>;
  /** Moves a file aside, if it is there, so that its name is free. */
  readonly setAside: (folder: ArchiveFolder, name: string) => Promise<void>;
  /** Removes a file or folder that {@link VerifyFiles.names} has listed. */
  readonly remove: (folder: ArchiveFolder, name: string) => Promise<void>;
}

/** The suffix of a damaged file that is kept aside. */
const ASIDE = '.damaged';
/** Far larger than anything in an archive. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Whether this is a damaged file that was kept aside. */
export function isAside(name: string): boolean {
  return new RegExp(`\\${ASIDE}(-[0-9]+)?$`).test(name);
}

/** @throws ArchiveError - from every method that writes, when it cannot */
export function verifyFiles(paths: ArchivePaths): VerifyFiles {
  const pathOf = (folder: ArchiveFolder, name: string): string => {
    if (isPlainName(name)) return join(paths[folder], name);
    throw new ItemError(`${JSON.stringify(name.slice(0, 80))} is not a name that a file in ${folder} can have.`);
  };

  const sizeOf = async (folder: ArchiveFolder, name: string): Promise<number | null> => {
    if (!isPlainName(name)) return null;
    try {
      const found = await stat(pathOf(folder, name));
      return found.isFile() ? found.size : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw unreadable(pathOf(folder, name), error);
    }
  };

  const read = async (folder: ArchiveFolder, name: string): Promise<Buffer | null> => {
    const path = pathOf(folder, name);
    if (await leadsToDevice(path)) throw new ItemError(`Cannot read ${path}: it ${NO_FILE}; move it away.`);
    try {
      const bytes = await readAtMost(path, MAX_BYTES);
      if (bytes !== null) return bytes;
    } catch (error) {
      if (isMissing(error)) return null;
      throw unreadable(path, error);
    }
    throw new ItemError(`The file has more than ${MAX_BYTES} bytes, too many for anything in an archive.`);
  };

  /** The first name for keeping a file aside that is free, or already has exactly these bytes from an interrupted repair. */
  const asideOf = async (folder: ArchiveFolder, name: string, bytes: Buffer | null): Promise<string> => {
    for (let number = 1; ; number += 1) {
      const aside = `${name}${ASIDE}${number === 1 ? '' : `-${number}`}`;
      const size = await sizeOf(folder, aside);
      if (size === null || (size === bytes?.length && (await read(folder, aside))?.equals(bytes) === true))
        return aside;
    }
  };

  return {
    read,
    sizeOf,
    names: (folder) => namesIn(paths[folder]),
    write: async (folder, name, bytes) => {
      await writeFileAtomic(pathOf(folder, name), bytes);
    },
    replace: async (folder, name, bytes) => {
      const damaged = await read(folder, name);
      // A copy, so that the name is never without a file.
      if (damaged !== null) await writeFileAtomic(pathOf(folder, await asideOf(folder, name, damaged)), damaged);
      await writeFileAtomic(pathOf(folder, name), bytes);
    },
    setAside: async (folder, name) => {
      const path = pathOf(folder, name);
      if ((await sizeOf(folder, name)) === null) return;
      failpoint('before move');
      await rename(path, pathOf(folder, await asideOf(folder, name, null))).catch((error: unknown) => {
        throw diskError('Cannot move aside', path, error);
      });
      failpoint('after move');
    },
    remove: async (folder, name) => {
      if (basename(name) !== name || /^\.*$/.test(name))
        throw new ItemError('Only what is in a folder can be removed.');
      await removeIfExists(join(paths[folder], name), { recursive: true });
    },
  };
}

async function* namesIn(folder: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw readError('Cannot read', folder, error);
  }
}

/** A single path component that has no special meaning on any operating system. */
const isPlainName = (name: string): boolean => /^[\w-][\w.-]{0,200}$/.test(name);

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');

function unreadable(path: string, error: unknown): unknown {
  const explained = readError('Cannot read', path, error);
  return explained instanceof ArchiveError ? new ItemError(explained.message, { cause: error }) : explained;
}
