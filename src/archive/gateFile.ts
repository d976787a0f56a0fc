import { readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { errorCode } from '../files/errorCode.js';
import { makePathSync } from '../files/makePath.js';
import { ArchiveError } from '../model/errors.js';
import { assertNoTraps } from './assertNoTraps.js';

const SCHEMA = new URL('../../sql/gate.sql', import.meta.url);
const DAMAGE: ReadonlySet<string> = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_ERROR']);
/** What fails on tables of another make. */
const PROBES = [
  'SELECT last_ms, not_before_ms, holder, machine, pid, hold_ms FROM gate',
  'SELECT id, account, begun_ms, seen_ms, machine, pid FROM account_request',
  'SELECT account, not_before_ms FROM account_wish',
  'SELECT account, per_minute FROM account_limit',
] as const;
/** How long another process's transaction, which takes milliseconds, is waited for. */
const BUSY_MS = 5000;

/**
 * Opens the database of the gate with its tables, making folder and file where they are missing. A file that is damaged or
 * of another make is put aside as `<file>.damaged` with a warning: it only holds manners.
 *
 * @throws ArchiveError - the file cannot be opened or written
 */
export function openGateFile(file: string, warn: (message: string) => void): Database.Database {
  try {
    makePathSync(dirname(file));
    const db = openSound(file);
    if (db !== null) return db;
    renameSync(file, `${file}.damaged`);
    rmSync(`${file}-journal`, { force: true });
    warn(`The request gate ${file} was damaged; it was moved to ${file}.damaged, and a new one was created.`);
    return open(file);
  } catch (error) {
    throw gateFailure(file, error);
  }
}

/** A failure of the gate's file in one sentence; what is not about the file comes back as it is. */
function gateFailure(file: string, error: unknown): Error {
  const code = errorCode(error);
  if (code !== null) {
    const mend = 'make sure that it can be written and that the disk is not full';
    return new ArchiveError(`The request gate ${file} cannot be used (${code}): ${mend}.`);
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** What must succeed: the failure comes as `gateFailure` says it. */
export function askGate<T>(file: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw gateFailure(file, error);
  }
}

/** What is only noted down must not fail a request that is under way: a failure is only told. */
export function noteInGate(file: string, warn: (message: string) => void, write: () => unknown): void {
  try {
    write();
  } catch (error) {
    warn(gateFailure(file, error).message);
  }
}

/** Null when the file is damaged or of another make. */
function openSound(file: string): Database.Database | null {
  try {
    return open(file);
  } catch (error) {
    if (error instanceof Database.SqliteError && DAMAGE.has(error.code)) return null;
    throw error;
  }
}

function open(file: string): Database.Database {
  assertNoTraps(file);
  const db = new Database(file, { timeout: BUSY_MS });
  try {
    // All or nothing: a file of another make is put aside as it was.
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
