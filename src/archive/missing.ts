import { z } from 'zod';
import type { Connection } from './connection.js';
import { SCHEMA_VERSION } from './schema.js';
import { type TableColumn, tableColumns } from './tableColumns.js';

const object = z.object({ type: z.string(), name: z.string(), sql: z.string() });
type SchemaObject = z.infer<typeof object>;

const versionRow = z.object({ version: z.number().nullable() });

/** The prefix of romflow's own objects, which may be recreated. */
const OWN = 'romflow_';

/**
 * The statements that bring a database up to a schema: they add tables, indexes, views and triggers that it lacks, and
 * columns that its tables lack, and recreate romflow's own indexes, views and triggers where an earlier version defined
 * them differently. Empty when it lacks nothing. What it has beyond the schema, or what other tools or a later version
 * define differently, is left alone.
 *
 * @param target - an empty database with the schema
 */
export function missing(db: Connection, target: Connection): readonly string[] {
  const existing = new Map(objects(db).map((found) => [key(found), found.sql]));
  const isOlder = madeBy(db) < SCHEMA_VERSION;
  return objects(target).flatMap((wanted) => {
    const { type, name, sql } = wanted;
    const found = existing.get(key(wanted));
    if (found === undefined) return [sql];
    if (found === sql) return [];
    if (type === 'table') return missingColumns(name, db, target);
    return isOlder && name.startsWith(OWN) ? [`DROP ${type} "${name}"; ${sql}`] : [];
  });
}

/** The latest schema version that the database has had; 0 when none is known. */
function madeBy(db: Connection): number {
  const known = objects(db).some((found) => key(found) === 'table romflow_schema');
  const latest = known ? db.one(versionRow, 'SELECT max(version) AS version FROM romflow_schema') : null;
  return latest?.version ?? 0;
}

/** Tables first: indexes and triggers need them. */
function objects(db: Connection): readonly SchemaObject[] {
  return db.many(
    object,
    `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
     ORDER BY type <> 'table', rowid`,
  );
}

const key = ({ type, name }: SchemaObject): string => `${type} ${name.toLowerCase()}`;

function missingColumns(table: string, db: Connection, target: Connection): readonly string[] {
  const existing = new Set(tableColumns(table, db).map(({ name }) => name.toLowerCase()));
  return tableColumns(table, target)
    .filter(({ name }) => !existing.has(name.toLowerCase()))
    .map((wanted) => `ALTER TABLE "${table}" ADD COLUMN ${definition(wanted)}`);
}

/** An added column can only have a constant default, and needs one when it is NOT NULL. */
function definition({ name, type, notnull, dflt_value: fallback }: TableColumn): string {
  if (notnull !== 0) return `"${name}" ${type} NOT NULL DEFAULT ''`;
  return fallback !== null && /^(?:-?\d+|'[^']*')$/.test(fallback)
    ? `"${name}" ${type} DEFAULT ${fallback}`
    : `"${name}" ${type}`;
}
