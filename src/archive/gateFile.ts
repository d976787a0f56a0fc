import { readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { errorCode } from '../files/errorCode.js';
import { makePathSync } from '../files/makePath.js';
import { ArchiveError } from '../model/errors.js';
import { assertSafeToOpen } from './assertSafeToOpen.js';
import { isBusy } from './sqliteError.js';

const SCHEMA = new URL('../../sql/gate.sql', import.meta.url);
const DAMAGE: ReadonlySet<string> = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_ERROR']);
/** Statements that fail on tables that are not the gate's own. */
const PROBES = [
  'SELECT last_ms, not_before_ms, holder, machine, pid, hold_ms FROM gate',
  'SELECT id, account, begun_ms, seen_ms, machine, pid FROM account_request',
  'SELECT account, not_before_ms FROM account_wish',
  'SELECT account, per_minute FROM account_limit',
] as const;
/** How long to wait for another process's transaction, which takes milliseconds. */
const BUSY_MS = 5000;

/**
 * Opens the gate's database with its tables, creating folder and file if they are missing. A file that is damaged or not a
 * gate's is moved aside as `<file>.damaged` with a warning: it only holds pacing state.
 *
 * @throws ArchiveError - the file cannot be opened or written
 */
export function openGateFile(file: string, warn: (message: string) => void): Database.Database {
  try {
    makePathSync(dirname(file));
    return openSound(file) ?? replaced(file, warn);
  } catch (error) {
    throw gateFailure(file, error);
  }
}

/** Opens a new file in the place of a damaged one, unless another process, which found the same damage, has just done so. */
function replaced(file: string, warn: (message: string) => void): Database.Database {
  // Held by one process at a time: another one would move the new file aside, or remove its journal.
  assertSafeToOpen(`${file}.lock`);
  const lock = new Database(`${file}.lock`, { timeout: BUSY_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    const db = openSound(file);
    if (db !== null) return db;
    // First: as soon as the file is gone, another process may create a new one, with a journal of its own.
    rmSync(`${file}-journal`, { force: true });
    renameSync(file, `${file}.damaged`);
    warn(`The request gate ${file} was damaged; it was moved to ${file}.damaged, and a new one was created.`);
    return open(file);
  } finally {
    lock.close();
  }
}

/** A failure of the gate's file in one sentence; an error that is not about the file is returned unchanged. */
function gateFailure(file: string, error: unknown): Error {
  const code = errorCode(error);
  if (code !== null) {
    const mend = isBusy(error)
      ? 'another program is using it; close that program and run again'
      : 'make sure that it can be written and that the disk is not full';
    return new ArchiveError(`The request gate ${file} cannot be used (${code}): ${mend}.`);
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Runs what must succeed; failures are thrown as `gateFailure` words them. */
export function askGate<T>(file: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw gateFailure(file, error);
  }
}

/** Runs a write that must not fail a request in flight: its failure is only a warning. */
export function noteInGate(file: string, warn: (message: string) => void, write: () => unknown): void {
  try {
    write();
  } catch (error) {
    warn(gateFailure(file, error).message);
  }
}

/** Null when the file is damaged or not a gate's. */
function openSound(file: string): Database.Database | null {
  try {
    return open(file);
  } catch (error) {
    if (error instanceof Database.SqliteError && DAMAGE.has(error.code)) return null;
    throw error;
  }
}

function open(file: string): Database.Database {
  assertSafeToOpen(file);
  const db = new Database(file, { timeout: BUSY_MS });
  try {
    // All or nothing: a file that is not a gate's is moved aside unchanged.
    db.transaction(() => {
      db.exec(readFileSync(SCHEMA, 'utf8'));
      for (const probe of PROBES) db.prepare(probe).get();
    }).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
