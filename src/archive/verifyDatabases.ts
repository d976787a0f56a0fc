import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '../files/temporaryFolder.js';
import { ArchiveError, UsageError } from '../model/errors.js';
import { type Connection, connect } from './connection.js';
import { copyArchive } from './copyDatabase.js';
import type { DatabasePaths, Databases } from './databases.js';
import { emptyDatabase } from './emptyDatabase.js';
import { exists } from './exists.js';
import { readDatabase } from './readDatabase.js';
import { readsInPlace } from './readableDatabases.js';

/** Both databases, open for reading (an empty one if `patchbin.db` is missing); nothing beside them is created or changed. */
export interface OpenDatabases extends Databases {
  /** Safe to call again. */
  readonly close: () => Promise<void>;
}

/** What a killed run leaves beside a database; SQLite would apply it, even for a reader. */
const LEFT_OVER = ['-wal', '-journal'] as const;

/**
 * Makes sure that there is an archive: nothing can be verified without `rhdata.db`.
 *
 * @throws UsageError - there is none
 * @throws ArchiveError - its main database is missing, or not accessible
 */
export function findArchive(paths: DatabasePaths): void {
  if (exists(paths.rhdata)) return;
  if (exists(paths.patchbin)) {
    throw new ArchiveError(`The database ${paths.rhdata} is missing: restore it from a backup.`);
  }
  throw new UsageError(`There is no archive at ${paths.rhdata}: name its folder with --archive.`);
}

/**
 * Opens an archive's databases for reading, without leaving a trace. Where a killed run has left work for SQLite to finish,
 * where a run is in progress, or where they cannot be read in place, it opens copies of both in the system's temporary
 * folder.
 *
 * @param paths - the two files
 * @throws what {@link findArchive} throws
 * @throws ArchiveError - a file is not a database, or cannot be opened or copied
 */
export async function openForVerify(paths: DatabasePaths): Promise<OpenDatabases> {
  findArchive(paths);
  const closing: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const inPlace = [paths.rhdata, paths.patchbin].every((path) => !hasLeftOver(path) && readsInPlace(path));
    const at = inPlace ? paths : await copied(paths, closing);
    const opened = (name: keyof DatabasePaths): Connection | null => {
      const db = inPlace || !existsSync(at[name]) ? readDatabase(at[name]) : connect(at[name], randomUUID);
      if (db === null) return null;
      closing.push(db.close);
      db.script('PRAGMA query_only = ON');
      db.has('SELECT 1 FROM sqlite_master LIMIT 1');
      return db;
    };
    const rhdata = opened('rhdata');
    if (rhdata === null) throw new ArchiveError(`The database ${paths.rhdata} is missing: restore it from a backup.`);
    return { rhdata, patchbin: opened('patchbin') ?? emptyPatchbin(closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function emptyPatchbin(closing: (() => void | Promise<void>)[]): Connection {
  const db = emptyDatabase('patchbin.sql');
  closing.push(db.close);
  return db;
}

async function copied(paths: DatabasePaths, closing: (() => void | Promise<void>)[]): Promise<DatabasePaths> {
  const folder = await makeTemporaryFolder('verify');
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return copyArchive(paths, folder);
}

const hasLeftOver = (path: string): boolean =>
  LEFT_OVER.some((suffix) => (statSync(`${path}${suffix}`, { throwIfNoEntry: false })?.size ?? 0) > 0);
