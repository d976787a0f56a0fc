import { type BigIntStats, statSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readError } from '../files/diskError.js';
import { errorCode } from '../files/errorCode.js';
import { makeFolder } from '../files/makeFolder.js';
import { DATABASE_FILES, assertSafeToOpen } from './assertSafeToOpen.js';
import type { Connection } from './connection.js';
import type { DatabasePaths } from './databases.js';
import { readDatabase } from './readDatabase.js';

/** The longest that a disk's clock stands still, in milliseconds. */
const STEP_MS = 20;

/** A database file and its copy. */
interface Copied {
  readonly file: string;
  readonly copy: string;
}

/**
 * Copies a database into a folder, as it is at one moment. A missing database gets no copy.
 *
 * The files are copied without opening the database: even a reader would leave other files beside it, or finish what a
 * killed program left unfinished. If they change meanwhile, another program is at work on them and the copies may not
 * belong together: then SQLite reads them, which leaves nothing that the other program has not put there already.
 *
 * @returns the path of the copy
 * @throws ArchiveError - it cannot be copied
 * @see https://sqlite.org/howtocorrupt.html#_backup_or_restore_while_a_transaction_is_active
 */
export async function copyDatabase(file: string, folder: string): Promise<string> {
  const copy = join(folder, basename(file));
  await copyAtOnce([{ file, copy }]);
  return copy;
}

/**
 * The same for both of the archive's databases, as they are at one moment: what a run records meanwhile is in both copies
 * or in neither. Each copy is in a folder of its own, since both files may have the same name.
 */
export async function copyArchive(paths: DatabasePaths, folder: string): Promise<DatabasePaths> {
  const copyOf = (name: keyof DatabasePaths): string => join(folder, name, basename(paths[name]));
  const [rhdata, patchbin] = [copyOf('rhdata'), copyOf('patchbin')];
  await copyAtOnce([
    { file: paths.rhdata, copy: rhdata },
    { file: paths.patchbin, copy: patchbin },
  ]);
  return { rhdata, patchbin };
}

async function copyAtOnce(all: readonly Copied[]): Promise<void> {
  const files = all.map(({ file }) => file);
  files.forEach(assertSafeToOpen);
  for (const { copy } of all) await makeFolder(dirname(copy));
  const before = await stateAtRest(files);
  if (before !== null) {
    for (const { file, copy } of all) await copyFiles(file, copy);
    if (stateOf(files).state === before) return;
    for (const { copy } of all) for (const suffix of DATABASE_FILES) await rm(`${copy}${suffix}`, { force: true });
  }
  await copyInUse(all);
}

async function copyFiles(file: string, copy: string): Promise<void> {
  for (const suffix of DATABASE_FILES) {
    await copyFile(`${file}${suffix}`, `${copy}${suffix}`).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') {
        throw readError('Cannot copy', `${file}${suffix}`, error);
      }
    });
  }
}

/** What one transaction reads is of one moment, however long it takes; all of them begin before any is read. */
async function copyInUse(all: readonly Copied[]): Promise<void> {
  const open: { readonly db: Connection; readonly copy: string }[] = [];
  try {
    for (const { file, copy } of all) {
      const db = readDatabase(file);
      if (db !== null) open.push({ db, copy });
    }
    for (const { db } of open) db.script('BEGIN');
    for (const { db } of open) db.has('SELECT 1 FROM sqlite_master LIMIT 1');
    for (const { db, copy } of open) await db.copyTo(copy);
  } finally {
    for (const { db } of open) db.close();
  }
}

interface State {
  /** Inodes, sizes and modification times of the files. */
  readonly state: string;
  /** When one of them was last written, ms since 1970. */
  readonly writtenMs: number;
}

function stateOf(files: readonly string[]): State {
  const found = files.flatMap((file) => DATABASE_FILES.map((suffix) => statOf(`${file}${suffix}`)));
  return {
    state: found.map((stat) => (stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '-')).join(),
    writtenMs: Math.max(...found.map((stat) => Number(stat?.mtimeMs ?? 0))),
  };
}

function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    throw readError('Cannot copy', file, error);
  }
}

/**
 * The state of the files; null when somebody keeps writing to them. The clock of a disk advances only every few
 * milliseconds: what is written within one of its steps looks as if it had been there before.
 */
async function stateAtRest(files: readonly string[]): Promise<string | null> {
  for (const pause of [2 * STEP_MS, 0]) {
    const { state, writtenMs } = stateOf(files);
    if (Math.abs(Date.now() - writtenMs) > STEP_MS) return state;
    await setTimeout(pause);
  }
  return null;
}
