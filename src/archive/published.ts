import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../files/makeFolder.js';
import type { PublishedRom, PublishedScreenshot } from '../model/published.js';
import { type Connection, connect } from './connection.js';
import type { RowDeps } from './databases.js';
import { migrate } from './migrate.js';
import { readDatabase, tablesOf } from './readDatabase.js';

/** What was published to one system, by hack id. */
export interface PublishedView {
  readonly roms: () => ReadonlyMap<string, PublishedRom>;
  readonly screenshots: () => ReadonlyMap<string, PublishedScreenshot>;
  /** Safe to call again. */
  readonly close: () => void;
}

/** The record of what is published to one system. */
export interface Published extends PublishedView {
  /** Call once the file is there. */
  readonly keepRom: (rom: PublishedRom) => void;
  readonly keepScreenshot: (screenshot: PublishedScreenshot) => void;
  /** Call once the gamelist names these ROMs by their current paths. */
  readonly listed: (ids: Iterable<string>) => void;
}

/** The name of the file, beside the gamelists. */
export const PUBLISHED_FILE = 'romflow-publish.db';

const romRow = z
  .object({
    gameid: z.string(),
    path: z.string(),
    listed_as: z.string().nullable(),
    version: z.string(),
    blob: z.string(),
    sha224: z.string(),
    size: z.string(),
    mtime_ns: z.string(),
  })
  .transform(({ gameid: id, listed_as: listedAs, mtime_ns: mtimeNs, ...row }): PublishedRom => ({
    ...row,
    id,
    listedAs,
    mtimeNs,
  }));
const screenshotRow = z
  .object({ gameid: z.string(), url: z.string(), version: z.string(), sha1: z.string().nullable() })
  .transform(({ gameid: id, ...row }): PublishedScreenshot => ({ id, ...row }));

/**
 * Opens the record of what is published, creating it if it is missing and migrating it if it is old.
 *
 * @param system - short name of the system; the records of others are left alone
 * @throws ArchiveError - the file is not a database, is damaged, or cannot be read or written
 */
export async function openPublished(file: string, system: string, deps: RowDeps): Promise<Published> {
  await makeFolder(dirname(file));
  const db = connect(file, deps.uuid);
  try {
    await migrate([{ db, schema: 'publish.sql' }], deps.now);
    db.script('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    ...viewOf(db, system),
    keepRom: ({ id: gameid, path, listedAs: listed_as, version, blob, sha224, size, mtimeNs: mtime_ns }) => {
      db.upsert('published_roms', { system, gameid, path, listed_as, version, blob, sha224, size, mtime_ns });
    },
    keepScreenshot: ({ id: gameid, url, version, sha1 }) => {
      db.upsert('published_screenshots', { system, gameid, url, version, sha1 });
    },
    listed: (ids) => {
      db.transaction(() => {
        for (const id of ids) {
          db.run('UPDATE published_roms SET listed_as = NULL WHERE system = ? AND gameid = ?', system, id);
        }
      });
    },
  };
}

/** The same, read-only: nothing is created or written. Without such a file, nothing is published. */
export function readPublished(file: string, system: string): PublishedView {
  const db = readDatabase(file);
  if (db === null) return NOTHING;
  if (tablesOf(db).has('published_roms')) return viewOf(db, system);
  db.close();
  return NOTHING;
}

const NOTHING: PublishedView = { roms: () => new Map(), screenshots: () => new Map(), close: () => undefined };

function viewOf(db: Connection, system: string): PublishedView {
  const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
    new Map(rows.map((row) => [row.id, row]));
  return {
    roms: () => byId(db.many(romRow, 'SELECT * FROM published_roms WHERE system = ?', system)),
    screenshots: () => byId(db.many(screenshotRow, 'SELECT * FROM published_screenshots WHERE system = ?', system)),
    close: db.close,
  };
}
