import { existsSync } from 'node:fs';
import { open, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { diskError } from '../files/diskError.js';
import { errorCode } from '../files/errorCode.js';
import { isDanglingLink } from '../files/isDanglingLink.js';
import { moduleFailure } from '../files/moduleFailure.js';
import { counted } from '../formats/counted.js';
import type { Check } from '../model/check.js';
import { ArchiveError } from '../model/errors.js';
import { damageIn } from './assertSound.js';
import { brokenTriggers } from './brokenTriggers.js';
import type { Connection } from './connection.js';
import { emptyDatabase } from './emptyDatabase.js';
import { incompatibleTables } from './incompatibleTables.js';
import { missing } from './missing.js';
import { readDatabase } from './readDatabase.js';

/** Something to report about a database. */
type Finding = Omit<Check, 'name'>;

/**
 * Checks one of the archive's databases without changing it: whether it opens, is sound (SQLite's `quick_check`), can be
 * written, has usable tables and the current schema, and which journal mode it uses.
 *
 * @param dependent - a database that never exists before this one does
 */
export async function checkDatabase(
  path: string,
  schema: 'rhdata' | 'patchbin',
  dependent?: string,
): Promise<readonly Check[]> {
  const named = (finding: Finding): Check => ({ name: `database ${schema}`, ...finding });
  try {
    await tryToWrite(path);
    const findings = inspect(path, schema);
    return (findings ?? [absent(path, dependent)]).map(named);
  } catch (error) {
    const message = error instanceof ArchiveError ? error.message : moduleFailure(error);
    if (message === null) throw error;
    return [named({ verdict: 'problem', message })];
  }
}

function absent(path: string, dependent: string | undefined): Finding {
  if (dependent === undefined || !existsSync(dependent)) {
    return { verdict: 'note', message: `There is none at ${path} yet; romflow update creates it.` };
  }
  return {
    verdict: 'problem',
    message: `The database ${path} is missing, although ${dependent} is there: restore it from a backup, or the next update starts from scratch.`,
  };
}

/** Opens the file for writing and writes nothing. Before SQLite opens it: closing the file later would drop SQLite's locks. */
async function tryToWrite(path: string): Promise<void> {
  try {
    await (await open(path, 'r+')).close();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      throw diskError('Cannot write', path, error);
    }
    // SQLite creates the target of a symbolic link, but not the target's folder.
    if (isDanglingLink(path) && !existsSync(dirname(resolve(dirname(path), await readlink(path))))) {
      throw new ArchiveError(`${path} is a dangling link; mount the disk that it leads to, or remove the link.`);
    }
  }
}

const journalRow = z.object({ journal_mode: z.string() });

/** Null when there is no such file. */
function inspect(path: string, schema: 'rhdata' | 'patchbin'): readonly Finding[] | null {
  const db = readDatabase(path);
  if (db === null) return null;
  const target = emptyDatabase(`${schema}.sql`);
  try {
    return findingsOf(db, target);
  } finally {
    target.close();
    db.close();
  }
}

function findingsOf(db: Connection, target: Connection): readonly Finding[] {
  const { path } = db;
  const where = damageIn(db);
  if (where !== null) {
    return [{ verdict: 'problem', message: `${path} is damaged (${where}): restore it from a backup.` }];
  }
  const unfit = incompatibleTables(db, target);
  if (unfit.length > 0) return unfit.map((message) => ({ verdict: 'problem', message }));
  const broken = brokenTriggers(db, target);
  if (broken.length > 0) {
    return broken.map((table) => ({
      verdict: 'problem',
      message: `Cannot write ${path}: a trigger of another program fails on its table ${table}. Remove that trigger (DROP TRIGGER), or choose another file.`,
    }));
  }
  const lacking = missing(db, target).length;
  const journal = db.one(journalRow, 'PRAGMA journal_mode')?.journal_mode ?? 'unknown';
  return [
    { verdict: 'ok', message: `${path} can be opened, is intact and can be written` },
    lacking === 0
      ? { verdict: 'ok', message: 'Its schema is up to date' }
      : {
          verdict: 'note',
          message: `Its schema is out of date (${counted(lacking, 'item')} missing); romflow update adds what is missing, after making a dated copy beside it.`,
        },
    journal === 'wal'
      ? { verdict: 'ok', message: 'Its journal is a write-ahead log' }
      : {
          verdict: 'note',
          message: `Its journal mode is ${journal}; romflow update switches it to a write-ahead log.`,
        },
  ];
}
