import type { Connection } from './connection.js';
import type { Databases } from './databases.js';

/** Tables whose rows have an id of their own. */
const IDS = {
  rhdata: { gameversions: 'gvuuid', patchblobs: 'pbuuid', game_fetch_queue: 'queueuuid' },
  patchbin: { attachments: 'auuid' },
} as const;

/**
 * Gives an id to rows that another tool wrote without one, as the schema's `DEFAULT (uuid())` would have: SQLite has no
 * such function, and allows NULL in a primary key.
 */
export function backfillIds({ rhdata, patchbin }: Databases): void {
  backfillIdsIn(rhdata, IDS.rhdata);
  backfillIdsIn(patchbin, IDS.patchbin);
}

function backfillIdsIn(db: Connection, ids: Readonly<Record<string, string>>): void {
  for (const [table, id] of Object.entries(ids)) {
    const isLacking = db.has(`SELECT 1 FROM ${table} WHERE ${id} IS NULL LIMIT 1`);
    if (isLacking) db.run(`UPDATE ${table} SET ${id} = uuid() WHERE ${id} IS NULL`);
  }
}
