import { z } from 'zod';
import { parseJsonObject } from '../formats/archiveFields.js';
import { plainId } from '../formats/gameId.js';
import { type GameStats, gameStats, statsDiffer } from '../formats/gameStats.js';
import type { JsonObject } from '../model/game.js';
import type { ChangedColumns } from './changedColumns.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { sqlTime } from './sqlTime.js';
import type { GameVersion } from './versions.js';

const text = z.string().nullable();
const statsRow = z.object({ downloads: text, rating: text });
const UNKNOWN: GameStats = { downloads: null, rating: null };

/**
 * Stores the downloads and the rating of a game in `gameversion_stats`, if they have changed since they were last stored
 * there or in the version's own record. Call within a transaction.
 *
 * @returns what has changed; empty when nothing has, or when they are stored for the first time
 */
export function writeStats(
  db: Connection,
  id: string,
  version: Pick<GameVersion, 'gvuuid' | 'json'>,
  raw: JsonObject,
  { now, uuid }: RowDeps,
): ChangedColumns {
  const noted = db.one(
    statsRow,
    // Older tools have a table of this name, in which they fill other columns.
    `SELECT downloads, rating FROM gameversion_stats WHERE gameid = ? AND gvsuuid IS NOT NULL
     ORDER BY rowid DESC LIMIT 1`,
    plainId(id),
  );
  const before = noted ?? statsIn(version.json);
  const after = gameStats(raw);
  if (!statsDiffer(before, after)) return {};
  const stats = { downloads: after.downloads ?? before.downloads, rating: after.rating ?? before.rating };
  // Theirs has one row per game.
  db.upsert('gameversion_stats', {
    gvsuuid: uuid(),
    gvuuid: version.gvuuid,
    gameid: plainId(id),
    ...stats,
    seen_at: sqlTime(now()),
  });
  return {
    ...moved('downloads', before.downloads, stats.downloads),
    ...moved('rating', before.rating, stats.rating),
  };
}

function moved(column: string, before: string | null, after: string | null): ChangedColumns {
  return before === null || before === after ? {} : { [column]: { old: before, new: after } };
}

function statsIn(json: string | null): GameStats {
  const record = parseJsonObject(json ?? '');
  return record === null ? UNKNOWN : gameStats(record);
}
