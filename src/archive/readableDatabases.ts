import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { inTemporaryFolder } from '../files/temporaryFolder.js';
import { DamageError } from '../model/errors.js';
import { copyArchive } from './copyDatabase.js';
import type { DatabasePaths } from './databases.js';
import { exists } from './exists.js';
import { readDatabase, tablesOf } from './readDatabase.js';

/**
 * Runs work that only reads an archive's databases. Where they cannot be read in place, for lack of write access, it gets
 * copies in the system's temporary folder, which are removed when it has ended.
 *
 * @throws ArchiveError - a database cannot be accessed or copied
 * @see https://sqlite.org/wal.html#read_only_databases
 */
export async function withReadableDatabases<T>(
  paths: DatabasePaths,
  work: (paths: DatabasePaths) => Promise<T>,
): Promise<T> {
  if (readsInPlace(paths.rhdata) && readsInPlace(paths.patchbin)) return work(paths);
  return inTemporaryFolder('read', async (root) => work(await copyArchive(paths, root)));
}

/**
 * Whether SQLite can read a database where it is: to read a write-ahead log, or to find that there is none, it creates
 * files beside it. A user who may create them, but not write to the database, would leave them behind, in the way of those
 * who may.
 */
export function readsInPlace(path: string): boolean {
  if (!exists(path)) return true;
  if (mayWrite(dirname(path))) return mayWrite(path);
  try {
    const db = readDatabase(path);
    try {
      if (db) tablesOf(db);
    } finally {
      db?.close();
    }
    return true;
  } catch (error) {
    // A copy would fail in the same way, but under a name that nobody knows.
    return error instanceof DamageError;
  }
}

/** Whether this user may write to a file, or create files in a folder. */
export function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
