import type { z } from 'zod';
import type { Connection } from './connection.js';
import { tableColumns } from './tableColumns.js';

/** What a row is parsed with; its keys are columns. */
export type RowSchema<T> = z.ZodType<T> & { readonly shape: object };

/** Reads the columns of a row that its table has; a missing table has no rows. */
export function tablesIn(db: Connection) {
  const selects = new Map<string, string | null>();

  function select<T>(row: RowSchema<T>, table: string): string | null {
    const wanted = Object.keys(row.shape);
    const key = `${table} ${wanted.join()}`;
    const made = selects.get(key) ?? selectOf(db, wanted, table);
    selects.set(key, made);
    return made;
  }
  function many<T>(row: RowSchema<T>, table: string, rest: string, ...values: readonly string[]): readonly T[] {
    const sql = select(row, table);
    return sql === null ? [] : db.many(row, `${sql} ${rest}`, ...values);
  }
  function first<T>(row: RowSchema<T>, table: string, rest: string, ...values: readonly string[]): T | null {
    return many(row, table, `${rest} LIMIT 1`, ...values)[0] ?? null;
  }
  const nextOf =
    <T>(row: RowSchema<T>, table: string) =>
    (after: string): T | null =>
      first(row, table, 'WHERE rowid > CAST(? AS INTEGER) ORDER BY rowid', after);
  return { many, first, nextOf };
}

function selectOf(db: Connection, wanted: readonly string[], table: string): string | null {
  const columns = tableColumns(table, db).map(({ name }) => name.toLowerCase());
  if (columns.length === 0) return null;
  // SQLite accepts a column name in any case, and answers in that of the table.
  const there = wanted
    .filter((name) => columns.includes(name))
    .map((name) => (name === 'file_data' ? DATA : `${name} AS ${name}`));
  return `SELECT ${['rowid AS cursor', ...there].join(', ')} FROM ${table}`;
}

/** More bytes than any blob file has are not read into memory. */
const DATA = 'CASE WHEN length(file_data) <= 134217728 THEN file_data END AS file_data';
