import { z } from 'zod';
import type { Connection } from './connection.js';

const column = z.object({ name: z.string(), type: z.string(), notnull: z.number(), dflt_value: z.string().nullable() });

/** A column as SQLite reports it; its default is SQL. */
export type TableColumn = z.infer<typeof column>;

/** The columns of a table, in order; none when there is no such table. */
export function tableColumns(table: string, { many }: Pick<Connection, 'many'>): readonly TableColumn[] {
  return many(column, `PRAGMA table_info("${table}")`);
}

/** A name quoted for a statement, whatever another program has called it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
