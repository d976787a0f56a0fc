import { z } from 'zod';
import { gameChange } from '../formats/gameChange.js';
import { plainId } from '../formats/gameId.js';
import { readGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { GameChange, GameRecord } from '../model/game.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { idSpellings } from './idSpellings.js';
import { stateName } from './nullableText.js';
import { sqlTime } from './sqlTime.js';

const queuedRow = z.object({ queueuuid: z.string(), status: stateName, game_metadata: z.string().nullable() });

/** The states in which a game is worked on, in this run or a later one. */
const UNDER_WAY: ReadonlySet<string> = new Set(['pending', 'downloading', 'processing']);

const NO_ZIP = { zip_path: null, zip_bytes: null, zip_etag: null, zip_lastmodified: null, zip_filename: null };

/**
 * Enqueues one game, or puts its new metadata into its row. Call within a transaction.
 *
 * - Not queued yet, completed, or in a state that only another tool knows: it becomes pending, as if it were new.
 * - Failed: it stays failed, unless it is to be retried, or its record has changed since or could not be parsed.
 * - Pending or in progress: it stays so, at the higher of the two priorities.
 *
 * The ZIP that was fetched for it is forgotten when the download is now a different file, and when the game becomes pending
 * again: a ZIP that was used successfully belongs to its version.
 *
 * @returns whether the game is waiting now and was not before
 */
export function enqueueGame(
  db: Connection,
  { record, priority }: { readonly record: GameRecord; readonly priority: number },
  retry: boolean,
  { now, uuid }: RowDeps,
): boolean {
  const id = plainId(record.id);
  const queued = db.one(
    queuedRow,
    'SELECT queueuuid, status, game_metadata FROM game_fetch_queue WHERE gameid IN (?, ?) ORDER BY gameid LIMIT 1',
    ...idSpellings(id),
  );
  const metadata = JSON.stringify(record.raw);
  if (queued === null) {
    db.insert('game_fetch_queue', {
      queueuuid: uuid(),
      gameid: id,
      status: 'pending',
      priority: String(priority),
      game_metadata: metadata,
      download_url: record.downloadUrl,
      retry_count: '0',
      created_at: sqlTime(now()),
    });
    return true;
  }

  const change = changeSince(queued.game_metadata, record);
  const changed = change === null || change.major;
  const again = queued.status === 'failed' ? retry || changed : !UNDER_WAY.has(queued.status);
  const anew = {
    status: 'pending',
    priority: String(priority),
    retry_count: '0',
    error_message: null,
    created_at: sqlTime(now()),
    started_at: null,
    completed_at: null,
  };
  db.update(
    'game_fetch_queue',
    {
      game_metadata: metadata,
      download_url: record.downloadUrl,
      ...(again || change === null || change.otherFile ? NO_ZIP : {}),
      ...(again ? anew : {}),
    },
    'queueuuid = ?',
    queued.queueuuid,
  );
  if (!again) {
    db.run(
      'UPDATE game_fetch_queue SET priority = max(coalesce(priority, 0), CAST(? AS INTEGER)) WHERE queueuuid = ?',
      String(priority),
      queued.queueuuid,
    );
  }
  return again;
}

/** How the record differs from the queued one; null when that cannot be told. */
function changeSince(metadata: string | null, record: GameRecord): GameChange | null {
  const before = metadata === null ? null : readGameRecord(metadata);
  return before instanceof RecordError || before === null
    ? null
    : gameChange({ columns: before.columns, json: metadata }, record);
}
