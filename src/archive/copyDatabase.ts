import { statSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readError } from '../files/diskError.js';
import { errorCode } from '../files/errorCode.js';
import { makeFolder } from '../files/makeFolder.js';
import { readDatabase } from './readDatabase.js';

/** The file, its write-ahead log, and the journal by which SQLite takes back what a killed program has half written. */
const FILES = ['', '-wal', '-journal'] as const;

/** At most so long the clock of a disk stands still, ms. */
const STEP_MS = 20;

/**
 * Copies a database into a folder, as it is at one moment. One that is not there has no copy.
 *
 * The files are copied without opening them: even a reader would leave others beside them, or finish what a killed program
 * has left. If they change meanwhile, another program is at work on them, and the copies may not belong together: then SQLite
 * reads them, which leaves nothing that this program has not there already.
 *
 * @returns the path of the copy
 * @throws ArchiveError - it cannot be copied
 * @see https://sqlite.org/howtocorrupt.html#_backup_or_restore_while_a_transaction_is_active
 */
export async function copyDatabase(file: string, folder: string): Promise<string> {
  const copy = join(folder, basename(file));
  await makeFolder(folder);
  const before = await stateAtRest(file);
  if (before !== null) {
    await copyFiles(file, copy);
    if (stateOf(file).files === before) return copy;
    for (const suffix of FILES) await rm(`${copy}${suffix}`, { force: true });
  }
  await copyInUse(file, copy);
  return copy;
}

async function copyFiles(file: string, copy: string): Promise<void> {
  for (const suffix of FILES) {
    await copyFile(`${file}${suffix}`, `${copy}${suffix}`).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') {
        throw readError('Cannot copy', `${file}${suffix}`, error);
      }
    });
  }
}

/** What is read in one transaction is of one moment, however long it takes. */
async function copyInUse(file: string, copy: string): Promise<void> {
  const db = readDatabase(file);
  if (db === null) return;
  try {
    db.script('BEGIN');
    db.has('SELECT 1 FROM sqlite_master LIMIT 1');
    await db.copyTo(copy);
  } finally {
    db.close();
  }
}

interface State {
  /** Sizes and times of the files. */
  readonly files: string;
  /** When one of them was written last, ms since 1970. */
  readonly writtenMs: number;
}

function stateOf(file: string): State {
  try {
    const found = FILES.map((suffix) => statSync(`${file}${suffix}`, { bigint: true, throwIfNoEntry: false }));
    return {
      files: found.map((stat) => (stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : '-')).join(),
      writtenMs: Math.max(...found.map((stat) => Number(stat?.mtimeMs ?? 0))),
    };
  } catch (error) {
    throw readError('Cannot copy', file, error);
  }
}

/**
 * How the files are; null when somebody keeps writing them. The clock by which a disk notes times moves on every few
 * milliseconds: what is written within one of its steps looks as if it had been there before.
 */
async function stateAtRest(file: string): Promise<string | null> {
  for (const pause of [2 * STEP_MS, 0]) {
    const { files, writtenMs } = stateOf(file);
    if (Math.abs(Date.now() - writtenMs) > STEP_MS) return files;
    await setTimeout(pause);
  }
  return null;
}
