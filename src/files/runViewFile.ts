import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { RunView } from '../model/runView.js';
import { TEMPORARY_SUFFIX } from './atomicFile.js';
import { diskError } from './diskError.js';
import { makePath } from './makePath.js';

/**
 * The file in which a run leaves its view for others: `runs/<16 hex digits>.json` in the state folder.
 *
 * @param stateFolder - the user's
 * @param key - what only one run at a time may work on: the path of the database `rhdata.db`, or of a scrape's state
 */
export function runViewPath(stateFolder: string, key: string): string {
  const name = createHash('sha256').update(resolve(key)).digest('hex').slice(0, 16);
  return join(stateFolder, 'runs', `${name}.json`);
}

/** The key for dry runs on the same thing; they take no lock on it. */
export const dryRunKey = (key: string): string => `${key}.dry-run`;

/**
 * Writes a view so that readers see a complete one, either this or the one before. It need not survive a power cut.
 * There must be only one writer at a time, just as only one run at a time works on what the view is of: anything that a
 * killed one left half-written is removed.
 *
 * @throws ArchiveError - it cannot be written
 */
export async function writeRunView(path: string, view: RunView): Promise<void> {
  const temporary = `${path}${TEMPORARY_SUFFIX}`;
  try {
    await makePath(dirname(path));
    // Removed, not overwritten: it may be a link to another file, or a pipe.
    await rm(temporary, { force: true });
    await writeFile(temporary, `${JSON.stringify(view)}\n`, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw diskError('Cannot write', path, error);
  }
}
