import { statfs } from 'node:fs/promises';
import type { Check } from '../model/check.js';
import { ArchiveError } from '../model/errors.js';
import { nearestFolder } from './checkFolder.js';
import { errorCode } from './errorCode.js';

const GIB = 2 ** 30;
/** Below this not even a few dozen games fit. */
const TOO_LITTLE = GIB / 4;
const LITTLE = 8 * GIB;

/**
 * Checks how much room there is on the disk of a folder. A game takes a few MB: its ZIP, patches, ROMs, and their blobs
 * twice.
 */
export async function checkDiskSpace(
  folder: string,
  freeBytes: (folder: string) => Promise<number> = freeOn,
): Promise<Check> {
  const name = 'disk';
  try {
    const free = await freeBytes(await nearestFolder(folder));
    const room = `${(free / GIB).toFixed(1)} GiB are free for ${folder}`;
    if (free < TOO_LITTLE) return { name, verdict: 'problem', message: `Only ${room}: free some space.` };
    return free < LITTLE
      ? { name, verdict: 'note', message: `${room}; a game takes a few MB, so this is enough for a few hundred.` }
      : { name, verdict: 'ok', message: room };
  } catch (error) {
    if (error instanceof ArchiveError) return { name, verdict: 'problem', message: error.message };
    const code = errorCode(error);
    if (code === null) throw error;
    return { name, verdict: 'note', message: `The system does not say how much space is free (${code}).` };
  }
}

async function freeOn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
