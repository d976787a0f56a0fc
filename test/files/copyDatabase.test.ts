import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyDatabase } from '../../src/files/copyDatabase.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
let file: string;
let to: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-copy-'));
  file = join(folder, 'gamelists', 'romflow-scrape.db');
  to = join(folder, 'dry', 'run');
  await mkdir(join(folder, 'gamelists'));
});
afterEach(() => rm(folder, { recursive: true }));

test('copies the file with its write-ahead log, and leaves nothing beside it', async () => {
  await writeFile(file, 'database');
  await writeFile(`${file}-wal`, 'log');
  await writeFile(`${file}-shm`, 'index');
  const { mtimeMs } = await stat(file);
  const copy = await copyDatabase(file, to);
  expect(copy).toBe(join(to, 'romflow-scrape.db'));
  expect([await readFile(copy, 'utf8'), await readFile(`${copy}-wal`, 'utf8')]).toEqual(['database', 'log']);
  expect(await readdir(to)).toEqual(['romflow-scrape.db', 'romflow-scrape.db-wal']);
  expect(await readdir(join(folder, 'gamelists'))).toHaveLength(3);
  expect((await stat(file)).mtimeMs).toBe(mtimeMs);
});

test('copies what takes back the work of a program that was killed over it', async () => {
  const db = new Database(file);
  try {
    db.exec(`PRAGMA cache_size = 1; CREATE TABLE hacks (state TEXT, description TEXT);
      WITH RECURSIVE counted (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < 500)
      INSERT INTO hacks SELECT 'before', hex(zeroblob(500)) FROM counted;
      BEGIN; UPDATE hacks SET state = 'half done'`);
    const copy = new Database(await copyDatabase(file, to));
    try {
      expect(copy.prepare('SELECT DISTINCT state FROM hacks').all()).toEqual([{ state: 'before' }]);
    } finally {
      copy.close();
    }
  } finally {
    db.close();
  }
});

test('of one that is not there gives the place where it would be', async () => {
  expect(await copyDatabase(file, to)).toBe(join(to, 'romflow-scrape.db'));
  expect(await readdir(to)).toEqual([]);
  expect(await readdir(join(folder, 'gamelists'))).toEqual([]);
});

test('says in one sentence that a folder stands in its place', async () => {
  await mkdir(file);
  await expect(copyDatabase(file, to)).rejects.toThrow(ArchiveError);
});

test('says in one sentence that a file stands where the copy should go', async () => {
  await writeFile(file, 'database');
  await writeFile(join(folder, 'dry'), 'a file');
  await expect(copyDatabase(file, to)).rejects.toThrow(ArchiveError);
});
