import type { Connection } from './connection.js';

/** Tables in which a row is known by an id of its own. */
const IDS = { gameversions: 'gvuuid', patchblobs: 'pbuuid', game_fetch_queue: 'queueuuid' } as const;

/**
 * Gives an id to rows that another tool wrote without one, as the schema's `DEFAULT (uuid())` would have: SQLite has no such
 * function, and lets NULL into a primary key.
 */
export function giveIds(rhdata: Connection): void {
  for (const [table, id] of Object.entries(IDS)) {
    const isLacking = rhdata.has(`SELECT 1 FROM ${table} WHERE ${id} IS NULL LIMIT 1`);
    if (isLacking) rhdata.run(`UPDATE ${table} SET ${id} = uuid() WHERE ${id} IS NULL`);
  }
}
