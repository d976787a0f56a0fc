import Database from 'better-sqlite3';
import { z } from 'zod';
import { failpoint } from '../files/failpoint.js';
import { UNCOMPILED } from '../formats/uncompiled.js';
import { ArchiveError } from '../model/errors.js';
import { assertSafeToOpen } from './assertSafeToOpen.js';
import { BUSY_MS, otherWriter } from './otherWriter.js';
import { archiveFailure } from './sqliteError.js';
import { type TableColumn, quoted, tableColumns } from './tableColumns.js';

/** What can be bound. No numbers: in a text column, 295763 would be stored as `295763.0`. */
export type Bindable = string | Buffer | null;

/** Columns and their values. */
export type Row = Readonly<Record<string, Bindable>>;

/** One database file. Rows are parsed, and any failure is an ArchiveError. */
export interface Connection {
  readonly path: string;
  /** The first row, or null. */
  readonly one: <T>(row: z.ZodType<T>, sql: string, ...values: readonly Bindable[]) => T | null;
  /** Whether there is a row. */
  readonly has: (sql: string, ...values: readonly Bindable[]) => boolean;
  readonly many: <T>(row: z.ZodType<T>, sql: string, ...values: readonly Bindable[]) => readonly T[];
  /** How many rows it changed. */
  readonly run: (sql: string, ...values: readonly Bindable[]) => number;
  /** Inserts a row. Unknown values become empty strings in columns that another tool's table declares NOT NULL. */
  readonly insert: (table: string, row: Row) => void;
  /** The same, except that a row that would conflict is updated with these values. */
  readonly upsert: (table: string, row: Row) => void;
  /** Updates every row that meets a condition, and returns how many there were. */
  readonly update: (table: string, row: Row, where: string, ...values: readonly Bindable[]) => number;
  /** Runs several statements at once. */
  readonly script: (sql: string) => void;
  /** All or nothing, with the write lock from the start. Within another transaction it is part of that one. */
  readonly transaction: <T>(work: () => T) => T;
  /** Copies the whole database, as of now, into a new file. */
  readonly copyTo: (file: string) => Promise<void>;
  /** Safe to call again. */
  readonly close: () => void;
}

const cells = z.record(z.string(), z.unknown());

/**
 * The row with text wherever a schema wants text: other tools have bound bytes or numbers there, and SQLite stores those as
 * they are.
 */
function withTexts(row: unknown, { issues }: z.ZodError): unknown {
  const { data: found = {} } = cells.safeParse(row);
  const wrong = issues.map(({ path: [column] }) => String(column)).filter((column) => column in found);
  return { ...found, ...Object.fromEntries(wrong.map((column) => [column, textOf(found[column])])) };
}

const textOf = (value: unknown): unknown =>
  Buffer.isBuffer(value) || typeof value === 'number' ? value.toString() : value;

/** JSON may hold half a character (`"\ud83d"`), which SQLite would store, and other programs then cannot read the row. */
const wellFormed = (value: Bindable): Bindable => (typeof value === 'string' ? value.toWellFormed() : value);

/** How a database file is opened; by default for writing. */
export interface ConnectOptions extends Database.Options {
  /** Called before waiting for another program so long that the user would wonder: this process does nothing else meanwhile. */
  readonly waits?: ((message: string) => void) | undefined;
}

/**
 * Opens a database file, creating it if it is missing; writes nothing else.
 *
 * The classic schema says `DEFAULT (uuid())`, a function that SQLite lacks: the connection provides it for every statement
 * that relies on it.
 *
 * @param uuid - makes a new UUID (v4)
 * @throws ArchiveError - it cannot be opened
 */
export function connect(path: string, uuid: () => string, { waits, ...options }: ConnectOptions = {}): Connection {
  function guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw archiveFailure(path, error);
    }
  }

  assertSafeToOpen(path);
  const { timeout = BUSY_MS } = options;
  const db = guarded(() => new Database(path, { ...options, timeout }));
  const other = waits === undefined ? null : otherWriter(db, { path, timeout }, waits);
  const statements = new Map<string, Database.Statement>();
  const filled = new Map<string, readonly TableColumn[]>();
  // better-sqlite3 takes the function's parameters for SQL arguments, and a generator may have optional ones.
  db.function('uuid', () => uuid());
  // `rhpatches` references a column that is not unique: with foreign keys on, not even an INSERT can be prepared.
  guarded(() => db.pragma('foreign_keys = OFF'));

  function statement(sql: string): Database.Statement {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  }

  function parsed<T>(row: z.ZodType<T>, value: unknown, options?: typeof UNCOMPILED): T {
    const asFound = row.safeParse(value, options);
    if (asFound.success) return asFound.data;
    const result = row.safeParse(withTexts(value, asFound.error), options);
    if (result.success) return result.data;
    throw new ArchiveError(
      `A row of ${path} has an invalid value (${z.prettifyError(result.error).replaceAll(/\s+/g, ' ')}): correct it, or restore the file from a backup.`,
    );
  }

  /** A write of its own is a point at which a crash matters; one within a transaction is part of that transaction. */
  function written<T>(what: 'statement' | 'script' | 'commit', write: () => T): T {
    if (db.inTransaction) return write();
    // A script of its own sets how a database is used, and needs no lock where that is set already.
    if (what !== 'script') other?.announce();
    failpoint(`before ${what}`);
    const result = other === null ? write() : other.waitFor(write);
    failpoint(`after ${what}`);
    return result;
  }

  const many = <T>(row: z.ZodType<T>, sql: string, ...values: readonly Bindable[]): readonly T[] =>
    guarded(() => statement(sql).all(...values)).map((found) => parsed(row, found));

  const run = (sql: string, ...values: readonly Bindable[]): number =>
    guarded(() => written('statement', () => statement(sql).run(...values.map(wellFormed)).changes));

  /** The columns of a table that must not be NULL. */
  function neverNull(table: string): readonly TableColumn[] {
    const columns = filled.get(table) ?? tableColumns(table, { many }).filter(({ notnull }) => notnull !== 0);
    filled.set(table, columns);
    return columns;
  }

  function insert(table: string, row: Row, conflict = ''): void {
    const unknown = neverNull(table).filter(({ name, dflt_value: fallback }) =>
      name in row ? row[name] === null : fallback === null,
    );
    const whole: Row = { ...row, ...Object.fromEntries(unknown.map(({ name }) => [name, ''])) };
    const columns = Object.keys(whole);
    const places = columns.map(() => '?').join(', ');
    run(
      `INSERT INTO ${table} (${columns.map(quoted).join(', ')}) VALUES (${places}) ${conflict}`,
      ...Object.values(whole),
    );
  }

  return {
    path,
    one: (row, sql, ...values) => {
      const found = guarded(() => statement(sql).get(...values));
      return found === undefined ? null : parsed(row, found, UNCOMPILED);
    },
    has: (sql, ...values) => guarded(() => statement(sql).get(...values)) !== undefined,
    many,
    run,
    insert: (table, row) => {
      insert(table, row);
    },
    upsert: (table, row) => {
      const values = Object.keys(row).map((column) => `${column} = excluded.${column}`);
      insert(table, row, `ON CONFLICT DO UPDATE SET ${values.join(', ')}`);
    },
    update: (table, row, where, ...values) => {
      const columns = Object.keys(row).map((column) => `${column} = ?`);
      return run(`UPDATE ${table} SET ${columns.join(', ')} WHERE ${where}`, ...Object.values(row), ...values);
    },
    script: (sql) => {
      guarded(() => written('script', () => db.exec(sql)));
    },
    transaction: (work) => guarded(() => written('commit', () => db.transaction(work).immediate())),
    copyTo: async (file) => {
      await db.backup(file).catch((error: unknown) => {
        throw archiveFailure(file, error);
      });
    },
    close: () => {
      guarded(() => db.close());
    },
  };
}
