import { dirname } from 'node:path';
import { sweepTemporary } from '../files/atomicFile.js';
import { DamageError } from '../model/errors.js';
import { connect } from './connection.js';
import type { RowDeps } from './databases.js';
import { migrate } from './migrate.js';
import { type PendingEntries, createPendingEntries } from './pendingEntries.js';
import { prepareFile } from './prepareFile.js';
import { type RomHashCache, createRomHashCache } from './romHashes.js';
import { type RomStates, createRomStates } from './romStates.js';
import { type ScrapeAnswers, createScrapeAnswers } from './scrapeAnswers.js';
import { type ScrapeRuns, createScrapeRuns } from './scrapeRuns.js';

/** The state of a scrape: killed at any point, the next run resumes from it. */
export interface ScrapeState {
  readonly hashes: RomHashCache;
  readonly answers: ScrapeAnswers;
  readonly roms: RomStates;
  readonly runs: ScrapeRuns;
  readonly entries: PendingEntries;
  /** Writes all of it or nothing, even if the process is killed meanwhile. */
  readonly atOnce: (write: () => void) => void;
  /** Safe to call again. */
  readonly close: () => void;
}

/** The name of the file, beside the gamelists. */
export const SCRAPE_STATE_FILE = 'romflow-scrape.db';

export interface ScrapeStateDeps extends RowDeps {
  /** Whether the file is as a run of this version left it; by default it is read in full and checked against the schema. */
  readonly isUnchangedSinceClose?: (file: string) => boolean;
}

/**
 * Opens the state of a scrape, creating it if it is missing and migrating it if it is old. It can be deleted at any time;
 * what has been scraped is then asked for again.
 *
 * @throws DamageError - the file is not a database, or is damaged
 * @throws ArchiveError - it cannot be read or written
 */
export async function openScrapeState(file: string, deps: ScrapeStateDeps): Promise<ScrapeState> {
  const unchanged = deps.isUnchangedSinceClose?.(file) ?? false;
  try {
    prepareFile(file, deps.uuid, unchanged);
  } catch (error) {
    throw scrapeStateFailure(file, error);
  }
  await sweepTemporary(dirname(file));
  const db = connect(file, deps.uuid);
  try {
    if (!unchanged) await migrate([{ db, schema: 'scrape.sql' }], deps.now);
    // What is written survives the process; only a power cut loses the last moments, at the cost of a repeated request.
    db.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    return {
      hashes: createRomHashCache(db),
      answers: createScrapeAnswers(db, deps),
      roms: createRomStates(db, deps),
      runs: createScrapeRuns(db, deps),
      entries: createPendingEntries(db),
      atOnce: db.transaction,
      close: db.close,
    };
  } catch (error) {
    db.close();
    throw scrapeStateFailure(file, error);
  }
}

/** A failure of the state, with advice for a damaged file: there need not be a backup of it. Any other error is returned unchanged. */
export function scrapeStateFailure(file: string, error: unknown): unknown {
  if (!(error instanceof DamageError)) return error;
  const advice = 'move it away and run again; gamelists and media stay as they are';
  return new DamageError(`The scrape database ${file} is damaged: ${advice}.`, { cause: error });
}
