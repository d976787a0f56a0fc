import { z } from 'zod';
import type { Connection } from './connection.js';
import { SCHEMA_VERSION } from './schema.js';
import { type TableColumn, tableColumns } from './tableColumns.js';

const object = z.object({ type: z.string(), name: z.string(), sql: z.string() });
type SchemaObject = z.infer<typeof object>;

const versionRow = z.object({ version: z.number().nullable() });

/** What is romflow's own, and may be made anew, begins with this. */
const OWN = 'romflow_';

/**
 * The statements that bring a database up to a schema: tables, indexes, views and triggers that it lacks, columns that its
 * tables lack, and those of romflow's own indexes, views and triggers that an earlier version has made otherwise. None when it
 * lacks nothing. What it has beyond the schema, or what other tools or a later version have otherwise, is left alone.
 *
 * @param target - an empty database into which the schema was run
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

/** The latest version of the schema that the database has had; 0: none is known. */
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

/** A column that is added can have a constant default only, and needs one when it must not be null. */
function definition({ name, type, notnull, dflt_value: fallback }: TableColumn): string {
  if (notnull !== 0) return `"${name}" ${type} NOT NULL DEFAULT ''`;
  return fallback !== null && /^(?:-?\d+|'[^']*')$/.test(fallback)
    ? `"${name}" ${type} DEFAULT ${fallback}`
    : `"${name}" ${type}`;
}
