import { type Stats, constants } from 'node:fs';
import { access, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ArchiveError, GamelistError } from '../model/errors.js';
import { type Belonging, type Disk, disk, sweepTemporary, writeFileIf } from './atomicFile.js';
import { concernsOnePlace, diskError, readError } from './diskError.js';
import { errorCode } from './errorCode.js';
import { backUp, dropOldBackups } from './gamelistBackups.js';
import { NO_FILE, leadsToDevice } from './leadsToDevice.js';
import { makeFolder } from './makeFolder.js';
import { readAtMost } from './readAtMost.js';

const MAX_BYTES = 256 * 1024 * 1024;
/** Longer than a program takes, even on a slow card, from emptying a gamelist to writing into it. */
const REWRITE_MS = 1000;
/** The owner or group that tells the system to leave it unchanged. */
const AS_IT_IS = -1;

/** The outcome of writing a gamelist. */
export type GamelistWriting =
  | {
      readonly outcome: 'written';
      /** The backup of the previous file; null if there was none. */
      readonly backup: string | null;
      /** Other hard links to the previous file, which still have its contents. */
      readonly otherNames: number;
    }
  /** The file already had exactly these bytes; nothing was written. */
  | { readonly outcome: 'unchanged' }
  /** Another program has written the file since it was read; nothing was written: read it and merge again. */
  | { readonly outcome: 'overtaken' };

/** The gamelist of a system. */
export interface GamelistFile {
  /**
   * The whole file; null if it is missing or contains only whitespace. Such a file is read again after a moment, because a
   * program that writes a file in place, as ES-DE does, empties it first.
   */
  readonly read: () => Promise<Buffer | null>;
  /**
   * Backs up the file beside it (the five newest backups stay), then writes it whole or not at all. Creates its folder
   * if it is missing; a symbolic link stays one, and the file behind it keeps its permissions, owner and group. Its
   * other hard links are left alone: they keep the previous contents.
   *
   * @param before - what {@link read} returned when the bytes were made
   */
  readonly write: (bytes: Buffer, before: Buffer | null, now: Date) => Promise<GamelistWriting>;
  /** Removes files that a killed run left half-written beside it. Only while nobody else is writing. */
  readonly sweep: () => Promise<void>;
}

/**
 * @param path - absolute
 * @throws GamelistError - when the file cannot be read or is too large to be a gamelist, or when writing or sweeping
 *   fails because of this file or its folder
 * @throws ArchiveError - from writing and sweeping, when the disk fails
 */
export function gamelistFile(path: string, on: Disk = disk): GamelistFile {
  const read = async (): Promise<Buffer | null> => {
    const bytes = await readIfThere(path);
    if (bytes === null || !isBlank(bytes)) return bytes;
    await on.sleep(REWRITE_MS);
    const again = await readIfThere(path);
    return again === null || isBlank(again) ? null : again;
  };

  const write = async (bytes: Buffer, before: Buffer | null, now: Date): Promise<GamelistWriting> => {
    const asBefore = (found: Buffer | null): boolean =>
      before === null ? found === null : found?.equals(before) === true;
    const there = await read();
    if (there?.equals(bytes) === true) return { outcome: 'unchanged' };
    if (!asBefore(there)) return { outcome: 'overtaken' };
    if (there !== null) await assertWritable(path);
    await makeFolder(dirname(path));
    const backup = there === null ? null : await backUp(path, there, now);
    const file = await behindLinks(path);
    await makeFolder(dirname(file));
    // Backing up and syncing take time: the file may change meanwhile.
    const old = await stat(file).catch(() => null);
    const isDue = async (written: Belonging): Promise<boolean> => {
      if (old !== null) await belongAs(written, old);
      return asBefore(await read());
    };
    const written = await writeFileIf(file, bytes, isDue, on);
    if (!written) return { outcome: 'overtaken' };
    if (backup !== null) await dropOldBackups(path, backup);
    return { outcome: 'written', backup, otherNames: Math.max(0, (old?.nlink ?? 1) - 1) };
  };

  const sweep = async (): Promise<void> => {
    for (const file of new Set([path, await behindLinks(path)])) await sweepTemporary(dirname(file));
  };

  return {
    read,
    write: (...args) => write(...args).catch(ofThisList),
    sweep: () => sweep().catch(ofThisList),
  };
}

/** Other systems' gamelists can still be written, unless it is the disk that fails. */
function ofThisList(error: unknown): never {
  if (error instanceof ArchiveError && concernsOnePlace(error))
    throw new GamelistError(error.message, { cause: error });
  throw error;
}

async function readIfThere(path: string): Promise<Buffer | null> {
  let bytes: Buffer | null;
  try {
    if (await leadsToDevice(path)) throw noFile(path);
    bytes = await readAtMost(path, MAX_BYTES);
  } catch (error) {
    if (isMissing(error)) return null;
    throw unreadable(path, error);
  }
  if (bytes !== null) return bytes;
  throw new GamelistError(
    `The gamelist ${path} is larger than 256 MiB; it was left as it is: move it away and run again.`,
  );
}

const noFile = (path: string): GamelistError =>
  new GamelistError(`The gamelist ${path} ${NO_FILE}; it was left as it is: move it away and run again.`);

/** This may concern this gamelist alone; those of other systems are unaffected. */
function unreadable(path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  const what = `The gamelist ${path} cannot be read (${code})`;
  const advice = 'check what is there, and whether you have read permission';
  return new GamelistError(`${what}: ${advice}; it was left as it is.`, { cause: error });
}

const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => SPACE.has(byte));

const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT';

/** The file that a path leads to, which need not exist yet. */
async function behindLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw readError('Cannot follow', path, error);
  }
  const target = await readlink(path).catch(() => null);
  return target === null ? path : resolve(dirname(path), target);
}

/**
 * Gives a file the owner, group and permissions that another one had, so that whoever could write to that one can write
 * to this. Best effort: only root may change the owner, and some disks know none of this.
 */
async function belongAs(file: Belonging, { uid, gid, mode }: Stats): Promise<void> {
  await file.chown(AS_IT_IS, gid).catch(() => undefined);
  await file.chown(uid, AS_IT_IS).catch(() => undefined);
  await file.chmod(mode & 0o777).catch(() => undefined);
}

/** A read-only file could be replaced all the same, but whoever made it read-only wants it to stay. */
async function assertWritable(path: string): Promise<void> {
  await access(path, constants.W_OK).catch((error: unknown) => {
    throw diskError('Cannot write', path, error);
  });
}
