import { z } from 'zod';
import type { ScrapedEntry } from '../model/gamelist.js';
import type { Connection } from './connection.js';
import { entryJson } from './scrapedJson.js';

/** Scraped entries that are not in their gamelist yet, kept so that a killed run loses none. */
export interface PendingEntries {
  /** @param system - its short name */
  readonly put: (system: string, entry: ScrapedEntry) => void;
  /** Ordered by path. */
  readonly all: (system: string) => readonly ScrapedEntry[];
  /** Call once the gamelist with these entries is written. */
  readonly clear: (system: string, paths: Iterable<string>) => void;
}

const entryRow = z.object({ entry: entryJson });

export function createPendingEntries(db: Connection): PendingEntries {
  return {
    put: (system, entry) => {
      db.upsert('pending_entries', { system, path: entry.path, entry: JSON.stringify(entry) });
    },
    all: (system) =>
      db
        .many(entryRow, 'SELECT entry FROM pending_entries WHERE system = ? ORDER BY path', system)
        .map(({ entry }) => entry),
    clear: (system, paths) => {
      db.transaction(() => {
        for (const path of paths) db.run('DELETE FROM pending_entries WHERE system = ? AND path = ?', system, path);
      });
    },
  };
}
