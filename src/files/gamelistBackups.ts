import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeFileAtomic } from './atomicFile.js';
import { compareFile } from './compareFile.js';
import { readError } from './diskError.js';
import { removeIfExists } from './removeIfExists.js';

const KEPT = 5;

interface Backup {
  readonly path: string;
  /** UTC, `20251115T103000Z`. */
  readonly time: string;
  /** From 1; higher if there are several from the same second. */
  readonly number: number;
}

/**
 * Backs up a gamelist to `gamelist.xml.20251115T103000Z.bak` beside it, with `-2` and so on after the time if that is
 * taken. If the newest backup is already identical, as after a run that was killed, it is reused.
 *
 * @param bytes - what the gamelist holds
 * @returns the path of the copy
 * @throws ArchiveError - the folder cannot be read or the copy cannot be written
 */
export async function backUp(path: string, bytes: Buffer, now: Date): Promise<string> {
  const backups = await backupsOf(path);
  const newest = backups[0]?.path;
  if (newest !== undefined && (await compareFile(newest, bytes)) === 'same') return newest;
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const taken = backups.filter((backup) => backup.time === time).map(({ number }) => number);
  const number = Math.max(0, ...taken) + 1;
  const copy = `${path}.${time}${number === 1 ? '' : `-${number}`}.bak`;
  await writeFileAtomic(copy, bytes);
  return copy;
}

/**
 * Removes all but the five newest backups of a gamelist. No other file is touched.
 *
 * @param latest - the one that was just made: it stays even if the clock was set back
 * @throws ArchiveError - the folder cannot be read or a backup cannot be removed
 */
export async function dropOldBackups(path: string, latest: string): Promise<void> {
  const others = (await backupsOf(path)).filter((backup) => backup.path !== latest);
  for (const { path: old } of others.slice(KEPT - 1)) await removeIfExists(old);
}

/** The backups of a gamelist, newest first. */
async function backupsOf(path: string): Promise<readonly Backup[]> {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  try {
    const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
    return files
      .filter(({ name }) => name.startsWith(prefix))
      .flatMap(({ name }) => {
        const [, time, number = '1'] = /^(\d{8}T\d{6}Z)(?:-(\d{1,9}))?\.bak$/.exec(name.slice(prefix.length)) ?? [];
        return time === undefined ? [] : [{ path: join(folder, name), time, number: Number(number) }];
      })
      .sort((one, other) => other.time.localeCompare(one.time, 'en') || other.number - one.number);
  } catch (error) {
    throw readError('Cannot read', folder, error);
  }
}
