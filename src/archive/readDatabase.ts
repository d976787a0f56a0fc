import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { type Connection, connect } from './connection.js';
import { exists } from './exists.js';

/**
 * Opens a database file read-only: nothing is created, migrated or written, and an attempt to write is an ArchiveError.
 *
 * A run may write to it at the same time. Reading leaves no files beside it: a connection without write access would leave
 * a new write-ahead log behind, so the file is opened with write access unless there is a log already. The log of a killed
 * run, on the other hand, is read where it is, and not checkpointed into the database.
 *
 * @returns null when there is no such file
 * @throws ArchiveError - it cannot be opened
 * @see https://sqlite.org/wal.html#read_only_databases
 */
export function readDatabase(path: string): Connection | null {
  if (!exists(path)) return null;
  const db = connect(path, randomUUID, { fileMustExist: true, readonly: existsSync(`${path}-wal`) });
  db.script('PRAGMA query_only = ON');
  return db;
}

const named = z.object({ name: z.string() });

/** The names of its tables, in lower case: SQLite does not tell them apart by case, and other tools may write them otherwise. */
export function tablesOf(db: Connection): ReadonlySet<string> {
  return new Set(
    db.many(named, "SELECT lower(name) AS name FROM sqlite_master WHERE type = 'table'").map(({ name }) => name),
  );
}
