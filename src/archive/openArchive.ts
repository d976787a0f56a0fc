import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { diskError } from '../files/diskError.js';
import { bringUpToDate } from './bringUpToDate.js';
import { type Connection, connect } from './connection.js';
import { type Crawls, createCrawls } from './crawls.js';
import { type PatchFiles, createPatchFiles } from './patchFiles.js';
import { type Queue, createQueue } from './queue.js';
import { type Records, type RecordsDeps, createRecords } from './records.js';
import { type Runs, createRuns } from './runs.js';

/** The archive's memory. */
export interface Archive {
  readonly queue: Queue;
  readonly crawls: Crawls;
  readonly patchFiles: PatchFiles;
  readonly records: Records;
  readonly runs: Runs;
  /** Safe to call again. */
  readonly close: () => void;
}

export interface ArchiveDeps extends RecordsDeps {
  /** Told of a row that cannot be understood and is skipped. */
  readonly warn?: (message: string) => void;
}

const sql = (name: string): string => readFileSync(new URL(`../../sql/${name}`, import.meta.url), 'utf8');

/**
 * Opens the archive's two databases, making them where they are missing and bringing them up to date where they are old,
 * without losing a row. Before the first change to a database that has something in it, a dated copy is made beside it.
 * What a crash left half recorded is taken back.
 *
 * @param paths - the two files
 * @throws ArchiveError - a file is no database, is damaged, or cannot be read, written or copied; neither was changed
 */
export async function openArchive(
  paths: { readonly rhdata: string; readonly patchbin: string },
  deps: ArchiveDeps,
): Promise<Archive> {
  for (const path of Object.values(paths)) prepareFile(path, deps.uuid);
  const open: Connection[] = [];
  const opened = (path: string): Connection => {
    const db = connect(path, deps.uuid);
    open.push(db);
    return db;
  };
  const close = (): void => {
    for (const db of open) db.close();
  };
  try {
    const [rhdata, patchbin] = [opened(paths.rhdata), opened(paths.patchbin)];
    const [rhdataTarget, patchbinTarget] = [opened(':memory:'), opened(':memory:')];
    rhdataTarget.script(sql('rhdata.sql'));
    patchbinTarget.script(sql('patchbin.sql'));
    await bringUpToDate(
      [
        { db: rhdata, target: rhdataTarget, fill: sql('rhdata-fill.sql') },
        { db: patchbin, target: patchbinTarget, fill: '' },
      ],
      deps.now,
    );
    for (const db of [rhdata, patchbin]) db.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');

    const records = createRecords({ rhdata, patchbin }, deps);
    records.settle();
    return {
      queue: createQueue(rhdata, { ...deps, warn: deps.warn ?? (() => undefined) }),
      crawls: createCrawls(rhdata, deps),
      patchFiles: createPatchFiles(rhdata, deps),
      records,
      runs: createRuns(rhdata, deps),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Looks at a file that exists, so that nothing is made or changed when the other one turns out to be of no use. */
function prepareFile(path: string, uuid: () => string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) return;
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw diskError('Cannot open', path, error);
  }
  const db = connect(path, uuid);
  try {
    db.one(z.unknown(), 'SELECT 1 FROM sqlite_master LIMIT 1');
  } finally {
    db.close();
  }
}
