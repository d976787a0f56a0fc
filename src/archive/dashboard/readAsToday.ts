import { z } from 'zod';
import type { Connection } from '../connection.js';
import { emptyDatabase } from '../emptyDatabase.js';
import { readDatabase } from '../readDatabase.js';
import type { Schema } from '../schema.js';
import { tableColumns } from '../tableColumns.js';

/** Tables that triggers maintain, and the views that define their contents. */
const KEPT: Readonly<Record<string, string>> = {
  romflow_games: 'romflow_latest',
  romflow_queue: 'romflow_unfinished',
  romflow_counts: 'romflow_counted',
  romflow_kinds: 'romflow_kinds_counted',
  romflow_totals: 'romflow_totals_counted',
};

const object = z.object({ name: z.string(), type: z.string(), sql: z.string() });

/** How long to wait for another program's lock: a viewer does not want to wait long, and others wait behind it. */
const PATIENCE_MS = 1000;

/** A table or view of the current schema. */
interface Wanted extends z.infer<typeof object> {
  readonly columns: readonly string[];
}

/**
 * Makes a reader of archives to which every database looks like a current one: what an older one lacks appears as a
 * temporary view of the reader's own, missing tables as empty and missing columns as null. The file stays as it is.
 *
 * @param script - the schema of the database
 * @returns a function that opens a database read-only; null when there is no such file. Opening may throw an ArchiveError.
 */
export function archiveReader(script: Schema): (path: string) => Connection | null {
  const wanted = todaysTables(script);
  return (path) => {
    const db = readDatabase(path);
    if (db === null) return null;
    try {
      db.script(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
      const isWhole = wanted.every(({ name, type }) => isDerived(name, type) || columnsOf(db, name).length > 0);
      const views = wanted.flatMap((table) => viewFor(db, table, isWhole) ?? []);
      if (views.length > 0) db.script(`PRAGMA query_only = OFF; ${views.join('; ')}; PRAGMA query_only = ON`);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  };
}

function todaysTables(script: Schema): readonly Wanted[] {
  const schema = emptyDatabase(script);
  try {
    const found = schema.many(
      object,
      "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid",
    );
    return found.map((table) => ({ ...table, columns: columnsOf(schema, table.name) }));
  } finally {
    schema.close();
  }
}

const columnsOf = (db: Connection, table: string): readonly string[] => tableColumns(table, db).map(({ name }) => name);

/** Whether it is derived from other tables. */
const isDerived = (name: string, type: string): boolean => type === 'view' || name in KEPT;

/**
 * The statement that makes up for what a table lacks; null when it lacks nothing.
 *
 * @param isWhole - no base table is missing: otherwise what is derived from others cannot be read, or tells of what was
 *   there before
 */
function viewFor(db: Connection, { name, type, sql, columns }: Wanted, isWhole: boolean): string | null {
  const there = new Set(isWhole || !isDerived(name, type) ? columnsOf(db, name) : []);
  const lacking = columns.filter((wanted) => !there.has(wanted));
  if (lacking.length === 0) return null;
  const temporary = `CREATE TEMP VIEW ${name} AS`;
  if (type === 'view') return sql.replace(/^CREATE VIEW \w+ AS/, temporary);
  const source = KEPT[name];
  if (source !== undefined) return `${temporary} SELECT ${columns.join(', ')} FROM ${source}`;
  const nulls = lacking.map((missing) => `NULL AS ${missing}`);
  return there.size === 0
    ? `${temporary} SELECT NULL AS rowid, ${nulls.join(', ')} WHERE false`
    : `${temporary} SELECT rowid AS rowid, *, ${nulls.join(', ')} FROM main.${name}`;
}
