import { randomUUID } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Check } from '../model/check.js';
import { ArchiveError } from '../model/errors.js';
import { TEMPORARY_SUFFIX } from './atomicFile.js';
import { diskError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { isDanglingLink } from './isDanglingLink.js';

/** Checks that a folder can be written to, or created: tries it with a file that is removed at once. */
export async function checkFolder(name: string, folder: string): Promise<Check> {
  try {
    const there = await nearestFolder(folder);
    await tryToWrite(there);
    return there === folder
      ? { name, verdict: 'ok', message: `${folder} can be written to` }
      : { name, verdict: 'note', message: `${folder} does not exist yet and will be created` };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return { name, verdict: 'problem', message: error.message };
  }
}

/**
 * The folder itself if it exists, else its nearest ancestor that does.
 *
 * @throws ArchiveError - a file or a dangling link is in the way
 */
export async function nearestFolder(folder: string): Promise<string> {
  try {
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) {
      throw diskError('Cannot use the folder', folder, error);
    }
    // Nothing can be created in place of a dangling link, not even its target.
    if (!isDanglingLink(folder)) return nearestFolder(dirname(folder));
    throw new ArchiveError(
      `Cannot use the folder ${folder}: it is a dangling link; mount the disk that it leads to, or remove the link.`,
    );
  }
  throw new ArchiveError(`Cannot use the folder ${folder}: a file is in its place; move that file away.`);
}

async function tryToWrite(folder: string): Promise<void> {
  const file = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`);
  try {
    await writeFile(file, '', { flag: 'wx' });
  } catch (error) {
    throw diskError('Cannot write to', folder, error);
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
