import Database from 'better-sqlite3';
import { z } from 'zod';

/** A database opened read-only, for plain SQL. */
export interface ReadOnly {
  readonly all: <T>(row: z.ZodType<T>, sql: string) => readonly T[];
  readonly close: () => void;
}

/** A column as SQLite describes it. */
const column = z.object({ name: z.string(), type: z.string() });
const table = z.object({ name: z.string() });

export function openReadOnly(path: string): ReadOnly {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  return {
    all: (row, sql) => z.array(row).parse(db.prepare(sql).all()),
    close: () => {
      db.close();
    },
  };
}

/** The tables of a database, except for SQLite's own. */
export function tableNames(db: ReadOnly): readonly string[] {
  const sql =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
  return db.all(table, sql).map(({ name }) => name);
}

/** The columns of a table that are declared as text. */
export function textColumns(db: ReadOnly, name: string): readonly string[] {
  return db
    .all(column, `PRAGMA table_info("${name}")`)
    .filter(({ type }) => /^(?:varchar|text)/i.test(type))
    .map((one) => one.name);
}

/** The result of a query on a database that is opened just for it. */
export function rowsOf(path: string, sql: string): readonly Record<string, unknown>[] {
  const db = openReadOnly(path);
  try {
    return db.all(z.record(z.string(), z.unknown()), sql);
  } finally {
    db.close();
  }
}
