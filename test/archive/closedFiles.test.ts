import { appendFileSync, copyFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import { openArchive } from '../../src/archive/openArchive.js';
import { schemaDigest } from '../../src/archive/schema.js';
import { openScrapeState } from '../../src/archive/scrapeState.js';
import { DamageError } from '../../src/model/errors.js';
import { deps, newFolder, pathsIn, query } from './archiveFolder.js';

let file: string;
beforeEach(() => {
  file = join(newFolder(), 'rhdata.db');
  writeFileSync(file, 'a database');
});

const now = (): Date => new Date('2026-01-02T03:04:05Z');

function leave(): void {
  const lock = lockArchive(file, now);
  lock.leave(file);
  lock.release();
}

function isUnchangedSinceClose(): boolean {
  const lock = lockArchive(file, now);
  try {
    return lock.isUnchangedSinceClose(file);
  } finally {
    lock.release();
  }
}

describe('a database file', () => {
  it('is as it was left, for every later run', () => {
    expect(isUnchangedSinceClose()).toBe(false);
    leave();
    expect(isUnchangedSinceClose()).toBe(true);
    expect(isUnchangedSinceClose()).toBe(true);
  });

  it.each([
    [
      'written to',
      () => {
        appendFileSync(file, '!');
      },
    ],
    [
      'overwritten, and made to look as old as before',
      () => {
        writeFileSync(file, 'b database');
        utimesSync(file, 1, 1);
      },
    ],
    [
      'replaced by a copy of itself',
      () => {
        copyFileSync(file, `${file}.bak`);
        renameSync(`${file}.bak`, file);
      },
    ],
    [
      'moved away',
      () => {
        renameSync(file, `${file}.bak`);
      },
    ],
    [
      'used by a run that was killed',
      () => {
        writeFileSync(`${file}-wal`, 'a log');
      },
    ],
  ])('is not when it was %s', (_, touch) => {
    leave();
    touch();
    expect(isUnchangedSinceClose()).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('is not when it is a link to itself', () => {
    leave();
    rmSync(file);
    symlinkSync(file, file);
    expect(isUnchangedSinceClose()).toBe(false);
  });

  it('is not when another version left it, whose schema may lack something', () => {
    leave();
    const lock = new Database(`${file}.lock`);
    lock.prepare("UPDATE left_file SET stamp = replace(stamp, ?, 'another')").run(schemaDigest());
    lock.close();
    expect(isUnchangedSinceClose()).toBe(false);
  });

  it('is not when the run was interrupted', () => {
    leave();
    appendFileSync(file, '!');
    lockArchive(file, now).release();
    expect(isUnchangedSinceClose()).toBe(false);
  });
});

it('checks the integrity of every database except those that are as they were left', async () => {
  const paths = pathsIn(newFolder());
  writeFileSync(paths.rhdata, 'no database');
  const isUnchangedSinceClose = (path: string): boolean => path !== paths.rhdata;
  await expect(openArchive(paths, { ...deps, isUnchangedSinceClose })).rejects.toBeInstanceOf(DamageError);
});

it.each([
  ['both', () => true, 0],
  ['one', (path: string) => path.endsWith('patchbin.db'), 1],
  ['none', () => false, 1],
])('checks the schema unless both databases are as they were left: %s', async (_, isUnchangedSinceClose, indexes) => {
  const paths = pathsIn(newFolder());
  (await openArchive(paths, deps)).close();
  const db = new Database(paths.rhdata);
  const [index] = query(paths.rhdata, "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'romflow%'");
  const name = String(index?.name);
  db.exec(`DROP INDEX "${name}"`);
  db.close();
  (await openArchive(paths, { ...deps, isUnchangedSinceClose })).close();
  expect(query(paths.rhdata, 'SELECT name FROM sqlite_master WHERE name = ?', name)).toHaveLength(indexes);
});

it.each([
  ['no run', undefined, 1],
  ['an earlier run', () => false, 1],
  ['the last run', () => true, 0],
])(
  'checks the state of a scrape against the schema unless it is as the last run left it: %s',
  async (_, is, indexes) => {
    const state = join(newFolder(), 'romflow-scrape.db');
    (await openScrapeState(state, deps)).close();
    const db = new Database(state);
    db.exec('DROP INDEX scrape_answers_asked');
    db.close();
    const opening = is === undefined ? deps : { ...deps, isUnchangedSinceClose: is };
    (await openScrapeState(state, opening)).close();
    expect(query(state, "SELECT 1 FROM sqlite_master WHERE name = 'scrape_answers_asked'")).toHaveLength(indexes);
  },
);
