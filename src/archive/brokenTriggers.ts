import { z } from 'zod';
import { ArchiveError } from '../model/errors.js';
import type { Connection } from './connection.js';
import { quoted, tableColumns } from './tableColumns.js';

const named = z.object({ name: z.string() });

/** The tables with triggers that are not romflow's own. */
const FOREIGN = `SELECT lower(tbl_name) AS name FROM sqlite_master
  WHERE type = 'trigger' AND name NOT LIKE 'romflow\\_%' ESCAPE '\\'`;

/**
 * The tables of a schema that cannot be written in a database because of another program's trigger, each with the reason in
 * SQLite's words: the trigger may need a function that only that program has. Nothing is written: the statements are only
 * run under EXPLAIN.
 *
 * @param target - an empty database with the schema
 */
export function brokenTriggers(db: Connection, target: Connection): readonly string[] {
  const triggered = new Set(db.many(named, FOREIGN).map(({ name }) => name));
  return target
    .many(named, "SELECT name FROM sqlite_master WHERE type = 'table'")
    .filter(({ name }) => triggered.has(name.toLowerCase()))
    .flatMap(({ name }) => {
      const fault = writingFault(db, name);
      return fault === null ? [] : [`${name} (${fault})`];
    });
}

function writingFault(db: Connection, table: string): string | null {
  const same = tableColumns(table, db).map(({ name }) => `${quoted(name)} = ${quoted(name)}`);
  const writes = [
    `INSERT INTO ${table} DEFAULT VALUES`,
    `UPDATE ${table} SET ${same.join(', ')}`,
    `DELETE FROM ${table}`,
  ];
  for (const write of writes) {
    try {
      db.one(z.unknown(), `EXPLAIN ${write}`);
    } catch (error) {
      if (!(error instanceof ArchiveError && error.cause instanceof Error)) throw error;
      return error.cause.message;
    }
  }
  return null;
}
