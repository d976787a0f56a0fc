import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNoDevice } from './assertNoDevice.js';
import { diskError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { failpoint } from './failpoint.js';

/** The suffix of a file that is still being written. */
export const TEMPORARY_SUFFIX = '.romflow-tmp';

/** Whether this is the name of a file that is still being written, or that a killed run left half-written. */
export function isTemporary(name: string): boolean {
  return name.endsWith(TEMPORARY_SUFFIX);
}

/** Transient errors: on Windows, a scanner or indexer may hold a file for a moment. */
const PASSING = new Set(['EPERM', 'EACCES', 'EBUSY']);
const UNSYNCABLE = new Set(['EINVAL', 'ENOTSUP', 'ENOSYS', 'EISDIR', 'EPERM', 'EACCES']);
const RENAME_WAITS_MS = [10, 50, 200, 500];

/** What {@link writeFileAtomic} needs from the operating system. */
export interface Disk {
  readonly open: (path: string, flags: string) => Promise<OpenFile>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: (path: string, options: { readonly force: true }) => Promise<void>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly platform: NodeJS.Platform;
}

/**
 * Sets the owner and mode of a new file, through its handle: under its name there could by then be another file, put
 * there by whoever owns the folder.
 */
export interface Belonging {
  readonly chown: (uid: number, gid: number) => Promise<void>;
  readonly chmod: (mode: number) => Promise<void>;
}

/** A file being written. */
export interface OpenFile extends Belonging {
  readonly writeFile: (data: Uint8Array | string) => Promise<void>;
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The real one. */
export const disk: Disk = { open: fs.open, rename: fs.rename, rm: fs.rm, sleep, platform: process.platform };

/**
 * Writes a file atomically and durably: to a temporary file beside it, synced, then renamed over any file of that name.
 * It is there whole or not at all, and still there after a power cut.
 *
 * @param data - bytes, or text to be written as UTF-8
 * @throws ArchiveError - it cannot be written, or the path is a device, a pipe or a socket; nothing is left behind
 */
export async function writeFileAtomic(path: string, data: Uint8Array | string, on: Disk = disk): Promise<void> {
  await writeFileIf(path, data, () => Promise.resolve(true), on);
}

/**
 * As {@link writeFileAtomic}, if it is still due: `due` is called at the last moment, with the new file ready beside
 * the old one.
 *
 * @param due - receives the new file, to set whatever it needs besides its bytes before it gets its name
 * @returns false if it was no longer due; nothing has changed
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
    // Another run may sweep the same folder (two sets of gamelists can share their media), including our half-written
    // file.
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

/** The file is closed before it is renamed: Windows would not rename it otherwise. */
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

/** Makes the rename durable where possible: Windows and some network disks cannot sync a folder. */
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
 * Removes the files that a killed run left half-written in a folder, and returns how many there were. A missing folder
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
