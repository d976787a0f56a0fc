import { gameChange } from '../formats/gameChange.js';
import { plainId } from '../formats/gameId.js';
import type { SeenGame } from '../model/catalog.js';
import type { GameRecord } from '../model/game.js';
import { logChange } from './changeLog.js';
import type { ChangedColumns } from './changedColumns.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { idSpellings } from './idSpellings.js';
import type { Queue } from './queue.js';
import { type GameVersion, latestVersions } from './versions.js';
import { writeStats } from './writeStats.js';

/** How the games came to be seen. */
export interface Occasion {
  /** Null when they were asked for by id. */
  readonly crawlId: string | null;
  readonly priority: number;
  /** Process all of them, whatever became of them before. */
  readonly all: boolean;
}

/** What the site says now, compared with what the archive knows. */
export interface Sightings {
  /** Compares records with the latest versions; writes nothing. */
  readonly compare: (records: readonly GameRecord[]) => readonly SeenGame[];
  /**
   * Records what was seen, all or nothing: new and changed games are queued, and the records of games that are pending or
   * failed are replaced by what the site says now; downloads, ratings, `obsoleted` and, in a crawl, the return of removed
   * games are written at once, and changes are logged.
   *
   * @returns the ids that have become pending
   */
  readonly note: (games: readonly SeenGame[], occasion: Occasion) => ReadonlySet<string>;
}

export function createSightings(db: Connection, queue: Pick<Queue, 'enqueue'>, deps: RowDeps): Sightings {
  const noteKnown = (
    { record, change }: SeenGame,
    version: GameVersion,
    waits: boolean,
    { crawlId }: Occasion,
  ): void => {
    const stats = writeStats(db, record.id, version, record.raw, deps);
    const successor = markObsoleted(db, version, record);
    const returned = crawlId !== null && version.removed && markReturned(db, version);
    const detected = { gameId: record.id, gvuuid: version.gvuuid, crawlId };
    if (returned) logChange(db, { ...detected, type: 'returned', columns: {} }, deps);
    if (change?.major === true) {
      if (waits) logChange(db, { ...detected, type: 'major', columns: { ...change.columns, ...stats } }, deps);
      return;
    }
    const columns = { ...successor, ...stats };
    if (Object.keys(columns).length > 0) logChange(db, { ...detected, type: 'minor', columns }, deps);
  };

  const latestOf = (records: readonly GameRecord[]): ReadonlyMap<string, GameVersion> =>
    latestVersions(
      db,
      records.map(({ id }) => id),
    );

  return {
    compare: (records) => {
      const versions = latestOf(records);
      return records.map((record) => {
        const version = versions.get(record.id) ?? null;
        return { record, change: version && gameChange(version, record) };
      });
    },

    note: (games, occasion) =>
      db.transaction(() => {
        const wanted = games.filter(
          ({ record, change }) => occasion.all || change === null || change.major || isUnfinished(db, record.id),
        );
        const waiting = queue.enqueue(
          wanted.map(({ record }) => ({ record, priority: occasion.priority })),
          { retry: occasion.all },
        );
        const known = games.filter(({ change }) => change !== null);
        const versions = latestOf(known.map(({ record }) => record));
        for (const game of known) {
          const version = versions.get(game.record.id);
          if (version !== undefined) noteKnown(game, version, waiting.has(game.record.id), occasion);
        }
        return waiting;
      }),
  };
}

/** Whether the queue has the game as pending or failed, perhaps with metadata that the site has withdrawn since. */
const isUnfinished = (db: Connection, id: string): boolean =>
  db.has(
    `SELECT 1 FROM game_fetch_queue
     WHERE gameid IN (?, ?) AND status IN ('pending', 'downloading', 'processing', 'failed')`,
    ...idSpellings(id),
  );

/** Marks the latest version of a hack that the site has replaced, without making a new version. */
export function markObsoleted(
  db: Connection,
  { gvuuid, columns }: GameVersion,
  { columns: now, raw }: GameRecord,
): ChangedColumns {
  // The site says what has replaced the hack, even if that is nothing.
  if (raw.obsoleted_by === undefined) return {};
  const [old, successor] = [known(columns.obsoleted_by), known(now.obsoleted_by)];
  const mark = successor === null ? '0' : '1';
  const changed =
    db.run(
      // A mark without a successor is a curator's.
      `UPDATE gameversions SET obsoleted = ?, obsoleted_by = ?
       WHERE gvuuid = ? AND (? IS NOT NULL OR obsoleted_by <> '') AND (obsoleted IS NOT ? OR obsoleted_by IS NOT ?)`,
      mark,
      successor,
      gvuuid,
      successor,
      mark,
      successor,
    ) > 0;
  return changed && old !== successor ? { obsoleted_by: { old, new: successor } } : {};
}

function markReturned(db: Connection, { gvuuid }: GameVersion): boolean {
  return db.run("UPDATE gameversions SET removed = '0' WHERE gvuuid = ? AND CAST(removed AS INTEGER) = 1", gvuuid) > 0;
}

const known = (id: string | null): string | null => (id === null || id === '' ? null : plainId(id));
