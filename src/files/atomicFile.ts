import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNoDevice } from './assertNoDevice.js';
import { diskError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { failpoint } from './failpoint.js';

/** How the name of a file that is still being written ends. */
export const TEMPORARY_SUFFIX = '.romflow-tmp';

/** Whether this is a file that a killed run left half written. */
export function isTemporary(name: string): boolean {
  return name.endsWith(TEMPORARY_SUFFIX);
}

/** On Windows a scanner or indexer may hold a file for a moment. */
const PASSING = new Set(['EPERM', 'EACCES', 'EBUSY']);
const UNSYNCABLE = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS', 'EISDIR', 'EPERM', 'EACCES']);
const RENAME_WAITS_MS = [10, 50, 200, 500];

/** What {@link writeFileAtomic} needs of the system. */
export interface Disk {
  readonly open: (path: string, flags: string) => Promise<OpenFile>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: (path: string, options: { readonly force: true }) => Promise<void>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly platform: NodeJS.Platform;
}

/** Whom a new file belongs to. By its name it could be another file by then, put there by whoever has its folder. */
export interface Belonging {
  readonly chown: (uid: number, gid: number) => Promise<void>;
  readonly chmod: (mode: number) => Promise<void>;
}

/** A file under way. */
export interface OpenFile extends Belonging {
  readonly writeFile: (data: Uint8Array | string) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The real one. */
export const disk: Disk = { open: fs.open, rename: fs.rename, rm: fs.rm, sleep, platform: process.platform };

/**
 * Writes a file so that it is there whole or not at all, and still there after a power cut: as a temporary file beside it,
 * synced, then renamed over whatever file had the name.
 *
 * @param data - bytes, or text that is written as UTF-8
 * @throws ArchiveError - it cannot be written, or a device, a pipe or a socket has the name; nothing is left behind
 */
export async function writeFileAtomic(path: string, data: Uint8Array | string, on: Disk = disk): Promise<void> {
  await writeFileIf(path, data, () => Promise.resolve(true), on);
}

/**
 * As {@link writeFileAtomic}, when it is still to be done: asked at the last moment, with the new file ready beside the old one.
 *
 * @param due - is given the new file, for whatever it must be beside its bytes before it has its name
 * @returns false when it was not to be done any more; nothing has changed
 * @throws what `due` throws, and ArchiveError as above; nothing is left behind
 */
export async function writeFileIf(
  path: string,
  data: Uint8Array | string,
  due: (file: Belonging) => Promise<boolean>,
  on: Disk = disk,
): Promise<boolean> {
  await assertNoDevice(path);
  const attempt = (): Promise<boolean> => writeOnce(path, data, due, on);
  try {
    // Another run may sweep the same folder (two sets of gamelists that share their media), and what is half written with it.
    return await attempt().catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      return attempt();
    });
  } catch (error) {
    throw diskError('Cannot write', path, error);
  }
}

async function writeOnce(
  path: string,
  data: Uint8Array | string,
  due: (file: Belonging) => Promise<boolean>,
  on: Disk,
): Promise<boolean> {
  const folder = dirname(path);
  const temporary = join(folder, `${randomUUID()}${TEMPORARY_SUFFIX}`);
  try {
    failpoint('before file');
    if (!(await writeSynced(temporary, data, due, on))) {
      await on.rm(temporary, { force: true });
      return false;
    }
    await renamePatiently(temporary, path, on);
    failpoint('after file');
    await syncFolder(folder, on);
    return true;
  } catch (error) {
    await on.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Closed before it gets its name, without which Windows gives it none. */
async function writeSynced(
  path: string,
  data: Uint8Array | string,
  due: (file: Belonging) => Promise<boolean>,
  on: Disk,
): Promise<boolean> {
  const file = await on.open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
    failpoint('before rename');
    return await due(file);
  } finally {
    await file.close();
  }
}

async function renamePatiently(from: string, to: string, on: Disk): Promise<void> {
  for (const wait of on.platform === 'win32' ? RENAME_WAITS_MS : []) {
    try {
      await on.rename(from, to);
      return;
    } catch (error) {
      if (!PASSING.has(errorCode(error) ?? '')) throw error;
      await on.sleep(wait);
    }
  }
  await on.rename(from, to);
}

/** Makes the new name last, where the system can: Windows and some network disks cannot sync a folder. */
async function syncFolder(folder: string, on: Disk): Promise<void> {
  if (on.platform === 'win32') return;
  const handle = await on.open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!UNSYNCABLE.has(errorCode(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Removes what a killed run left half written in a folder, and tells how many files that were. A folder that is not there
 * holds none.
 *
 * @throws ArchiveError - the folder cannot be read or a file cannot be removed
 */
export async function sweepTemporary(folder: string): Promise<number> {
  try {
    const entries = await fs.readdir(folder, { withFileTypes: true });
    const leftOver = entries.filter((entry) => entry.isFile() && isTemporary(entry.name));
    for (const { name } of leftOver) await fs.rm(join(folder, name), { force: true });
    return leftOver.length;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw diskError('Cannot tidy up', folder, error);
  }
}
