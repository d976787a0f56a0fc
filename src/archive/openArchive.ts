import { ArchiveError } from '../model/errors.js';
import { backfillIds } from './backfillIds.js';
import { type ConnectOptions, type Connection, connect } from './connection.js';
import { type Crawls, createCrawls } from './crawls.js';
import type { DatabasePaths, Databases } from './databases.js';
import { type Imports, createImports } from './imports.js';
import { migrate } from './migrate.js';
import { type PatchFiles, createPatchFiles } from './patchFiles.js';
import { prepareFile } from './prepareFile.js';
import { type Queue, type QueueDeps, createQueue } from './queue.js';
import { tablesOf } from './readDatabase.js';
import { type Records, type RecordsDeps, createRecords } from './records.js';
import { type Reseals, createReseals } from './reseals.js';
import { type Runs, createRuns } from './runs.js';
import { schemaScript } from './schema.js';
import { type Sightings, createSightings } from './sightings.js';

/** An open archive. */
export interface Archive {
  readonly queue: Queue;
  readonly crawls: Crawls;
  readonly sightings: Sightings;
  readonly patchFiles: PatchFiles;
  readonly records: Records;
  readonly reseals: Reseals;
  readonly runs: Runs;
  readonly imports: Imports;
  /** Safe to call again. */
  readonly close: () => void;
}

export interface ArchiveDeps extends RecordsDeps, QueueDeps, Pick<ConnectOptions, 'waits'> {
  /** Whether a file is as a run of this version left it; by default it is read in full and checked against the schema. */
  readonly isUnchangedSinceClose?: (path: string) => boolean;
}

/** A page cache of 2 MiB, SQLite's own default; better-sqlite3's is 16 MiB, and a large archive fills it. */
const SETTINGS =
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -2000; PRAGMA temp.cache_size = -2000';

/**
 * Opens the archive's two databases, creating them if they are missing and migrating them if they are old, without losing a
 * row. Before the first change to a database that is not empty, a dated copy is made beside it. What a crash left half
 * recorded is rolled back.
 *
 * @param paths - the two files
 * @throws ArchiveError - a file is not a database, is damaged, has unusable tables, or cannot be read, written or copied;
 *   neither was changed
 */
export async function openArchive(paths: DatabasePaths, deps: ArchiveDeps): Promise<Archive> {
  const unchanged = Object.values(paths).filter((path) => deps.isUnchangedSinceClose?.(path) ?? false);
  for (const path of Object.values(paths)) prepareFile(path, deps.uuid, unchanged.includes(path));
  const open: Connection[] = [];
  const opened = (path: string): Connection => {
    const db = connect(path, deps.uuid, { waits: deps.waits });
    open.push(db);
    return db;
  };
  const close = (): void => {
    for (const db of open) db.close();
  };
  try {
    const [rhdata, patchbin] = [opened(paths.rhdata), opened(paths.patchbin)];
    if (unchanged.length < open.length) await complete({ rhdata, patchbin }, deps.now);
    for (const db of [rhdata, patchbin]) db.script(SETTINGS);
    backfillIds({ rhdata, patchbin });

    const records = createRecords({ rhdata, patchbin }, deps);
    records.settle();
    const reseals = createReseals({ rhdata, patchbin });
    reseals.complete();
    const queue = createQueue(rhdata, deps);
    return {
      queue,
      crawls: createCrawls(rhdata, deps),
      sightings: createSightings(rhdata, queue, deps),
      patchFiles: createPatchFiles(rhdata, deps),
      records,
      reseals,
      runs: createRuns(rhdata, deps),
      imports: createImports({ rhdata, patchbin }, deps),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Rejects a database in the other one's place, which would be given the other one's tables. */
function assertInPlace(db: Connection, own: string, others: string): void {
  const tables = tablesOf(db);
  if (tables.has(own) || !tables.has(others)) return;
  throw new ArchiveError(
    `The database ${db.path} has a table ${others} but none named ${own}, so it is the other one of the two: check RHDATA_DB_PATH and PATCHBIN_DB_PATH.`,
  );
}

/** Migrates both databases to the schema. */
async function complete({ rhdata, patchbin }: Databases, now: () => number): Promise<void> {
  assertInPlace(rhdata, 'gameversions', 'attachments');
  assertInPlace(patchbin, 'attachments', 'gameversions');
  await migrate(
    [
      { db: rhdata, schema: 'rhdata.sql', fill: schemaScript('rhdata-fill.sql') },
      { db: patchbin, schema: 'patchbin.sql', fill: schemaScript('patchbin-fill.sql') },
    ],
    now,
  );
}
