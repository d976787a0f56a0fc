import { realpath } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { RomError } from '../model/errors.js';
import { isBelow } from './below.js';
import { diskError } from './diskError.js';
import { errorCode } from './errorCode.js';

/** Whether a name stands for a single folder and nothing else, on any operating system. */
export function isPlainName(name: string): boolean {
  return !/^\.*$|[/\\:\0]/.test(name);
}

/**
 * Ensures that a file lies below a folder: both as its path reads, and where the links in it lead. The folder itself
 * may be a link.
 *
 * @throws RomError - it lies elsewhere
 */
export async function assertWithin(folder: string, path: string): Promise<void> {
  if (!isBelow(folder, path)) throw outside(path);
  const base = await realFolder(folder);
  const parent = await realFolder(dirname(path));
  if (base !== parent && !isBelow(base, parent)) throw outside(path);
}

const outside = (path: string): RomError =>
  new RomError(`${path} is outside its media folder; move the link in its path away, or rename the ROM.`);

/** The real path of a folder; for a missing one, where it would be created. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const gone = errorCode(error) === 'ENOENT';
    if (gone && dirname(folder) !== folder) {
      return resolve(await realFolder(dirname(folder)), relative(dirname(folder), folder));
    }
    throw diskError('Cannot use the folder', folder, error);
  }
}
