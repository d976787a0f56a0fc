import { z } from 'zod';
import type { Connection } from './connection.js';
import { tableColumns } from './tableColumns.js';

const listed = z.object({ name: z.string(), type: z.string(), wr: z.number(), strict: z.number() });
type Listed = z.infer<typeof listed>;

const generatedColumn = z.object({ name: z.string() });

const TABLES = "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'";

/**
 * Why a database cannot be migrated to a schema and used, in one sentence per table: something bears the name of one of the
 * schema's tables and is not a table, or is a kind of table that does not accept what romflow writes. Empty when nothing is
 * in the way.
 *
 * @param target - an empty database with the schema
 * @see https://www.sqlite.org/stricttables.html
 * @see https://www.sqlite.org/gencol.html
 */
export function incompatibleTables(db: Connection, target: Connection): readonly string[] {
  const found = new Map(db.many(listed, TABLES).map((table) => [table.name.toLowerCase(), table]));
  return target.many(listed, TABLES).flatMap((wanted) => {
    const table = found.get(wanted.name.toLowerCase());
    if (table === undefined) return [];
    const reason = unfit(table, wanted, db, target);
    if (reason === null) return [];
    return [
      `${db.path} does not work as an archive: ${table.name} ${reason}. Turn it into an ordinary table, or choose another file.`,
    ];
  });
}

function unfit(found: Listed, wanted: Listed, db: Connection, target: Connection): string | null {
  if (found.type !== wanted.type)
    return `is a ${found.type === 'table' ? 'table' : `${found.type}, not a ${wanted.type}`}`;
  if (found.wr > wanted.wr) return 'is a table WITHOUT ROWID';
  const computed = generated(found.name, db, target);
  if (computed !== null) return `is a table in which ${computed} is a generated column, which cannot be written`;
  if (found.strict <= wanted.strict) return null;
  const column = refused(found.name, db, target);
  return column === null ? null : `is a STRICT table that does not accept what belongs in ${column}`;
}

/** The first of the schema's columns that the table generates, and that can therefore neither be written nor added. */
function generated(table: string, db: Connection, target: Connection): string | null {
  const wanted = new Set(tableColumns(table, target).map(({ name }) => name.toLowerCase()));
  return (
    db
      .many(generatedColumn, 'SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (2, 3)', table)
      .find(({ name }) => wanted.has(name.toLowerCase()))?.name ?? null
  );
}

/** The first column that is missing (none of the schema's types can be added to a STRICT table) or whose type is too narrow. */
function refused(table: string, db: Connection, target: Connection): string | null {
  const types = new Map(tableColumns(table, db).map(({ name, type }) => [name.toLowerCase(), type.toUpperCase()]));
  const unfitColumn = tableColumns(table, target).find(
    ({ name, type }) => !taking(type).includes(types.get(name.toLowerCase()) ?? ''),
  );
  return unfitColumn?.name ?? null;
}

/** The types of a STRICT table that accept what the schema stores under a type of its own. */
function taking(type: string): readonly string[] {
  if (/blob/i.test(type)) return ['BLOB', 'ANY'];
  return /int|bool/i.test(type) ? ['INTEGER', 'INT', 'TEXT', 'ANY'] : ['TEXT', 'ANY'];
}
