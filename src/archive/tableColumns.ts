import { z } from 'zod';
import type { Connection } from './connection.js';

const column = z.object({ name: z.string(), type: z.string(), notnull: z.number(), dflt_value: z.string().nullable() });

/** A column as SQLite tells it; its default is SQL. */
export type TableColumn = z.infer<typeof column>;

/** The columns of a table, in its order; none where there is no such table. */
export function tableColumns(table: string, { many }: Pick<Connection, 'many'>): readonly TableColumn[] {
  return many(column, `PRAGMA table_info("${table}")`);
}

/** A name as it stands in a statement, whatever a program of another make has called it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
