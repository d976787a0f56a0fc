import { type Stats, statSync } from 'node:fs';
import { NO_FILE } from '../files/leadsToDevice.js';
import { ArchiveError } from '../model/errors.js';

/** A database, its write-ahead log, and the journal by which SQLite takes back what a killed program has half written. */
export const DATABASE_FILES = ['', '-wal', '-journal'] as const;

/**
 * Makes sure that SQLite is not led to a pipe, whose other end it would wait for.
 *
 * @throws ArchiveError - one of a database's files is neither a file nor a folder
 */
export function assertNoPipes(database: string): void {
  for (const suffix of DATABASE_FILES) {
    const path = `${database}${suffix}`;
    const there = statIfAny(path);
    if (there === undefined || there.isFile() || there.isDirectory()) continue;
    throw new ArchiveError(`Cannot read ${path}: it ${NO_FILE}; move it away.`);
  }
}

/** What may not be looked at is told by whoever opens it. */
function statIfAny(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
