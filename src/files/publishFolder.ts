import { lstat, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { nameKey } from '../formats/nameTemplate.js';
import { MAX_RESULT_BYTES } from '../formats/resultSize.js';
import { ArchiveError, RomError } from '../model/errors.js';
import type { FileStamp } from '../model/published.js';
import { sweepTemporary, writeFileAtomic } from './atomicFile.js';
import { concernsOnePlace, diskError, readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { failpoint } from './failpoint.js';
import { makePath } from './makePath.js';
import { assertWithin } from './mediaPlace.js';
import { readAtMost } from './readAtMost.js';
import { type Look, isOneFile, statOrNull } from './statOrNull.js';

/** The folder that ROMs are published to. Paths are relative to it, with `/`; none of them leads out. */
export interface PublishFolder {
  /** The stamp of what is there; null: nothing. Anything but a regular file has a stamp that no file has. */
  readonly look: (path: string) => Promise<FileStamp | null>;
  /** Whether two paths lead to the same file, as they may where case is ignored. */
  readonly isSame: (one: string, other: string) => Promise<boolean>;
  /** The whole file; null if it is larger than any ROM, or not a regular file. */
  readonly read: (path: string) => Promise<Buffer | null>;
  /** Writes a ROM whole or not at all, if the path still holds (or lacks) what the caller has seen there. */
  readonly write: (path: string, bytes: Buffer, seen: FileStamp | null) => Promise<FileStamp>;
  /** Moves a ROM, if it is still as the caller has seen it, to a free name; removes folders that become empty. */
  readonly move: (from: string, to: string, seen: FileStamp | null) => Promise<FileStamp>;
  /**
   * Whether another ROM has the same name with a different extension, and so the same media. It is not one that was
   * published, as they all have the same extension: what was there when this was first asked counts.
   */
  readonly hasTwin: (path: string) => Promise<boolean>;
  /** Removes files that a killed run left half-written in the folders of these files. */
  readonly sweep: (paths: Iterable<string>) => Promise<void>;
}

const NO_FILE: FileStamp = { size: '', mtimeNs: '' };
/** What ES-DE takes for a ROM of this system; saves and patches may lie beside them. */
const ROM = /\.(?:bin|bml|bs|fig|mgd|sfc|smc|st|swc|7z|zip)$/i;
const IN_THE_WAY = new Set(['ENOTDIR', 'EEXIST']);

/**
 * @param root - absolute; created when the first ROM is written
 * @param lookAt - `lstat`; replaceable because disks may answer in ways of their own
 * @throws RomError - from every method: a link on the way leads out of the folder, a file is in a folder's place, or a
 *   file has changed since it was seen or may not be read
 * @throws ArchiveError - from every method: the disk fails
 */
export function publishFolder(root: string, lookAt: Look = lstat): PublishFolder {
  const at = async (path: string): Promise<string> => {
    const file = join(root, ...path.split('/'));
    await assertWithin(root, file).catch((error: unknown) => {
      if (!(error instanceof RomError)) throw blocked(file, error instanceof Error ? error.cause : null) ?? error;
      throw new RomError(
        `${file} is outside the ROM folder, because a link in its path leads there: move the link away.`,
      );
    });
    return file;
  };
  /** The folders in which something was looked at, each checked once: thousands of ROMs lie in a few of them. */
  const proved = new Map<string, Promise<string>>();
  /** The ROMs of the folders from which some were moved, each read once: with a new template, all are moved at the same time. */
  const listed = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();
  const look = async (path: string): Promise<FileStamp | null> => {
    const { dir, base } = posix.parse(path);
    const beside = /^\.*$/.test(base) ? at(path) : (proved.get(dir) ?? at(path));
    proved.set(dir, beside);
    return stampOf(join(dirname(await beside), base));
  };
  const makeRoom = async (path: string): Promise<string> => {
    const file = await at(path);
    await makePath(dirname(file)).catch((error: unknown) => {
      throw blocked(file, error) ?? diskError('Cannot create the folder', dirname(file), error);
    });
    return file;
  };
  const isSame = async (one: string, other: string): Promise<boolean> => {
    const [first, second] = [await statOrNull(await at(one), lookAt), await statOrNull(await at(other), lookAt)];
    if (isOneFile(first, second)) return true;
    // Some drivers of case-insensitive disks give each spelling an inode of its own.
    if (first === null || second === null || nameKey(one) !== nameKey(other)) return false;
    return !(await isListed(root, one)) || !(await isListed(root, other));
  };
  /** Much time may have passed since the run was planned. */
  const assertSeen = async (path: string, seen: FileStamp | null): Promise<void> => {
    if (sameStamp(await stampOf(await at(path)), seen)) return;
    throw new RomError(`${path} changed during the run, and was left as it is: run again.`);
  };

  return {
    look,
    isSame,
    read: async (path) => {
      const file = await at(path);
      if ((await stampOf(file)) === NO_FILE) return null;
      try {
        return await readAtMost(file, MAX_RESULT_BYTES);
      } catch (error) {
        const failure = readError('Cannot read', file, error);
        if (failure instanceof ArchiveError && concernsOnePlace(failure)) throw new RomError(failure.message);
        throw failure;
      }
    },
    write: async (path, bytes, seen) => {
      const file = await makeRoom(path);
      await assertSeen(path, seen);
      await writeFileAtomic(file, bytes);
      return (await stampOf(file)) ?? NO_FILE;
    },
    move: async (from, to, seen) => {
      await assertSeen(from, seen);
      // Where case is ignored, the new name may already be the file's.
      if (!(await isSame(from, to))) await assertSeen(to, null);
      const source = await at(from);
      const target = await makeRoom(to);
      try {
        failpoint('before move');
        await rename(source, target);
        failpoint('after move');
      } catch (error) {
        throw diskError('Cannot rename', source, error);
      }
      await removeEmpty(dirname(source), root);
      return (await stampOf(target)) ?? NO_FILE;
    },
    hasTwin: async (path) => {
      const own = posix.parse(path);
      const roms = listed.get(own.dir) ?? at(path).then((file) => romsIn(dirname(file)));
      listed.set(own.dir, roms);
      return (await roms).get(own.name)?.some((name) => name !== own.base) ?? false;
    },
    sweep: async (paths) => {
      await sweepTemporary(root);
      for (const folder of new Set([...paths].map((path) => posix.dirname(path)).filter((name) => name !== '.'))) {
        const inside = await at(`${folder}/ROM`).catch(() => null);
        if (inside !== null) await sweepTemporary(dirname(inside));
      }
    },
  };
}

/** The error for a path with a file in a folder's place; null for any other error. */
function blocked(file: string, error: unknown): RomError | null {
  if (!IN_THE_WAY.has(errorCode(error) ?? '')) return null;
  return new RomError(`${file} cannot be written, because a file is in the place of a folder: choose another --name.`);
}

/** Whether a file has not changed between two stamps. */
export function sameStamp(one: FileStamp | null, other: FileStamp | null): boolean {
  if (one === null || other === null) return one === other;
  return one.size === other.size && one.mtimeNs === other.mtimeNs;
}

/** Whether an existing path is spelled exactly like this on the disk; assumed if a folder cannot be read. */
async function isListed(root: string, path: string): Promise<boolean> {
  let folder = root;
  for (const name of path.split('/')) {
    const names = await readdir(folder).catch(() => [name]);
    if (!names.includes(name)) return false;
    folder = join(folder, name);
  }
  return true;
}

/** The names of a folder's ROMs, by their name without extension; none if it cannot be read. */
async function romsIn(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const roms = new Map<string, string[]>();
  for (const file of await readdir(folder).catch(() => [])) {
    if (!ROM.test(file)) continue;
    const { name } = posix.parse(file);
    const alike = roms.get(name) ?? [];
    alike.push(file);
    roms.set(name, alike);
  }
  return roms;
}

async function stampOf(file: string): Promise<FileStamp | null> {
  const found = await statOrNull(file, lstat);
  if (found === null) return null;
  return found.isFile() ? { size: String(found.size), mtimeNs: String(found.mtimeNs) } : NO_FILE;
}

/** Removes folders below the root that have become empty, from the innermost out. */
async function removeEmpty(folder: string, root: string): Promise<void> {
  for (let at = folder; relative(root, at) !== ''; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
