import { type Stats, closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { NO_FILE } from '../files/leadsToDevice.js';
import { ArchiveError } from '../model/errors.js';

/** A database, its write-ahead log, and the journal with which SQLite rolls back what a killed program left half written. */
export const DATABASE_FILES = ['', '-wal', '-journal'] as const;

/**
 * Makes sure that SQLite does not open a pipe, whose other end it would wait for, nor delete a file that is not one of a
 * database's.
 *
 * @throws ArchiveError - one of a database's files is neither a file nor a folder, or its journal names some other file
 */
export function assertSafeToOpen(database: string): void {
  for (const suffix of DATABASE_FILES) {
    const path = `${database}${suffix}`;
    const there = statOrNull(path);
    if (there === undefined || there.isFile() || there.isDirectory()) continue;
    throw new ArchiveError(`Cannot read ${path}: it ${NO_FILE}; move it away.`);
  }
  assertOwnJournal(`${realPathOf(database)}-journal`);
}

/** The last bytes of a journal that belongs to a transaction over several databases: name, length, checksum, and this. */
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const TAIL_BYTES = 8 + MAGIC.length;
/** SQLite ignores a longer name. */
const MAX_NAME_LENGTH = 4096;
/** How SQLite names the super-journal, the file that lists the journals of all these databases. */
const SUPER_JOURNAL = /-mj[0-9A-F]{6}9[0-9A-F]{2}$/;

/**
 * Opening a database that a killed program left behind rolls back its journal, and SQLite then deletes the file that the
 * end of the journal names, whatever it is.
 *
 * @see https://sqlite.org/atomiccommit.html#_multi_file_commit
 */
function assertOwnJournal(journal: string): void {
  const name = superJournalOf(journal);
  if (name === null || SUPER_JOURNAL.test(name)) return;
  throw new ArchiveError(
    `The journal ${journal} would make SQLite delete ${JSON.stringify(name)}; move the journal away.`,
  );
}

/** Null when there is no journal, or it names no super-journal. */
function superJournalOf(journal: string): string | null {
  let file: number;
  try {
    file = openSync(journal, 'r');
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(file);
    const room = stat.isFile() ? stat.size - TAIL_BYTES : 0;
    if (room <= 0) return null;
    const tail = Buffer.alloc(TAIL_BYTES);
    readSync(file, tail, 0, TAIL_BYTES, room);
    const length = tail.readUInt32BE();
    if (!tail.subarray(8).equals(MAGIC) || length > Math.min(room, MAX_NAME_LENGTH)) return null;
    const name = Buffer.alloc(length);
    readSync(file, name, 0, length, room - length);
    // Anything after a NUL is not part of the name.
    const end = name.indexOf(0);
    return name.toString('utf8', 0, end < 0 ? length : end);
  } finally {
    closeSync(file);
  }
}

/** SQLite looks for the journal beside the target of a symbolic link. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** What cannot be inspected here is reported by whoever opens it. */
function statOrNull(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
