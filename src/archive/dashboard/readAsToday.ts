import { z } from 'zod';
import { type Connection, connect } from '../connection.js';
import { readDatabase } from '../readDatabase.js';
import { schemaScript } from '../schema.js';

const object = z.object({ name: z.string(), type: z.string(), sql: z.string() });
const column = z.object({ name: z.string() });

/** A table or view of today's schema. */
interface Wanted extends z.infer<typeof object> {
  readonly columns: readonly string[];
}

/**
 * Gives a reader of archives to whom every `rhdata.db` looks like one of today: what an older one lacks is there as a
 * temporary view of the reader's own, its tables empty, its columns null. The file stays as it is.
 *
 * @returns opens one to look at it; null when there is no such file. Opening may throw an ArchiveError.
 */
export function archiveReader(): (path: string) => Connection | null {
  const wanted = todaysTables();
  return (path) => {
    const db = readDatabase(path);
    if (db === null) return null;
    try {
      const views = wanted.flatMap((table) => viewFor(db, table) ?? []);
      if (views.length > 0) db.script(`PRAGMA query_only = OFF; ${views.join('; ')}; PRAGMA query_only = ON`);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  };
}

function todaysTables(): readonly Wanted[] {
  const schema = connect(':memory:', () => '');
  try {
    schema.script(schemaScript('rhdata.sql'));
    const found = schema.many(
      object,
      "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name = 'romflow_games', rowid",
    );
    return found.map((table) => ({ ...table, columns: columnsOf(schema, table.name) }));
  } finally {
    schema.close();
  }
}

const columnsOf = (db: Connection, table: string): readonly string[] =>
  db.many(column, `PRAGMA table_info("${table}")`).map(({ name }) => name);

/** The statement that makes up for what is missing of a table; null when nothing is. */
function viewFor(db: Connection, { name, type, sql, columns }: Wanted): string | null {
  const there = new Set(columnsOf(db, name));
  const lacking = columns.filter((wanted) => !there.has(wanted));
  if (lacking.length === 0) return null;
  const temporary = `CREATE TEMP VIEW ${name} AS`;
  if (type === 'view') return sql.replace(/^CREATE VIEW \w+ AS/, temporary);
  if (name === 'romflow_games') return `${temporary} SELECT ${columns.join(', ')} FROM romflow_latest`;
  const nulls = lacking.map((missing) => `NULL AS ${missing}`);
  return there.size === 0
    ? `${temporary} SELECT NULL AS rowid, ${nulls.join(', ')} WHERE false`
    : `${temporary} SELECT rowid AS rowid, *, ${nulls.join(', ')} FROM main.${name}`;
}
