import { z } from 'zod';
import type { Connection } from '../connection.js';
import { idSpellings } from '../idSpellings.js';
import { sqlTimeColumn } from '../sqlTime.js';
import { recordedChanges } from './recordedChanges.js';

/** Exported for the test that reads the plan. */
export const STATS =
  'SELECT downloads, rating, seen_at FROM gameversion_stats WHERE gameid IN (?, ?) ORDER BY rowid DESC LIMIT 500';

/** Exported for the test that reads the plan. */
export const SIGHTINGS = `SELECT change_type, changes, detected_at FROM change_detection_log
  WHERE gameid IN (?, ?) ORDER BY rowid DESC LIMIT 500`;

const text = z.string().nullable();
const statsRow = z
  .object({ downloads: text, rating: text, seen_at: sqlTimeColumn })
  .transform(({ seen_at: seenAt, ...stats }) => ({ seenAt, ...stats }));
const sightingRow = z
  .object({ change_type: z.string(), changes: text, detected_at: sqlTimeColumn })
  .transform((row) => ({ seenAt: row.detected_at, kind: row.change_type, changes: recordedChanges(row.changes) }));

/** How a game's downloads and rating have moved, and which of its changes were detected; the latest first. */
export function gameHistory(db: Connection, id: string) {
  return {
    stats: [...db.many(statsRow, STATS, ...idSpellings(id))],
    sightings: [...db.many(sightingRow, SIGHTINGS, ...idSpellings(id))],
  };
}
