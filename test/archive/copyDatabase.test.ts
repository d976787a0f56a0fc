import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyArchive, copyDatabase } from '../../src/archive/copyDatabase.js';
import { openForVerify } from '../../src/archive/verifyDatabases.js';
import { ArchiveError } from '../../src/model/errors.js';

/** A program that keeps changing every row of a database of 5 MB, each time in one transaction. */
const CHANGING = `
  const db = new (require('better-sqlite3'))(process.argv[1]);
  db.exec(\`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE hacks (round INT, description TEXT);
    WITH RECURSIVE counted (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counted WHERE n < 2500)
    INSERT INTO hacks SELECT 0, hex(zeroblob(1000)) FROM counted\`);
  console.log('begun');
  for (let n = 0; n < 3000; n += 1) db.exec('UPDATE hacks SET round = round + 1; PRAGMA wal_checkpoint(TRUNCATE)');
`;

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

test('copies the file with its write-ahead log, and leaves nothing else', async () => {
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

test('copies the journal that rolls back the work of a killed program', async () => {
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

// Each copy waits for the disk, which other tests keep busy.
const LONG = { timeout: 240_000 };
test(
  'copies a consistent snapshot of a database while another program writes to it and checkpoints',
  LONG,
  async () => {
    const writer = spawn(process.execPath, ['-e', CHANGING, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(writer, 'close');
    try {
      await once(writer.stdout, 'data');
      for (let round = 0; round < 30; round += 1) {
        const copy = new Database(await copyDatabase(file, join(to, String(round))));
        try {
          expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
          expect(copy.prepare('SELECT count(DISTINCT round) AS rounds FROM hacks').get()).toEqual({ rounds: 1 });
        } finally {
          copy.close();
        }
      }
    } finally {
      writer.kill('SIGKILL');
      await closed;
    }
  },
);

test('copies both databases of an archive as of the same moment while a run records in them', async () => {
  const paths = { rhdata: join(folder, 'rhdata.db'), patchbin: join(folder, 'patchbin.db') };
  const [patchbin, rhdata] = [new Database(paths.patchbin), new Database(paths.rhdata)];
  const both = [patchbin, rhdata];
  for (const db of both) db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE hacks (id)');
  const recording = setInterval(() => {
    for (const db of both) db.exec('INSERT INTO hacks VALUES (zeroblob(100000))');
  }, 1);
  try {
    const copies = await copyArchive(paths, to);
    const [of, beside] = [copies.rhdata, copies.patchbin].map((copy) => {
      const db = new Database(copy);
      try {
        return db.prepare('SELECT count(*) FROM hacks').pluck().get();
      } finally {
        db.close();
      }
    });
    expect(of).toBe(beside);
    expect(of).toBeGreaterThan(0);
  } finally {
    clearInterval(recording);
    for (const db of both) db.close();
  }
});

test('returns the path for a database that does not exist', async () => {
  expect(await copyDatabase(file, to)).toBe(join(to, 'romflow-scrape.db'));
  expect(await readdir(to)).toEqual([]);
  expect(await readdir(join(folder, 'gamelists'))).toEqual([]);
});

test('reports a folder in its place in one sentence', async () => {
  await mkdir(file);
  await expect(copyDatabase(file, to)).rejects.toThrow(ArchiveError);
});

test('reports a file in the place of the target folder in one sentence', async () => {
  await writeFile(file, 'database');
  await writeFile(join(folder, 'dry'), 'a file');
  await expect(copyDatabase(file, to)).rejects.toThrow(ArchiveError);
});

test('verify reads a copy of both databases while a run is working, so that what it records next is not taken for damage', async () => {
  const paths = { rhdata: join(folder, 'rhdata.db'), patchbin: join(folder, 'patchbin.db') };
  const [rhdata, patchbin] = [new Database(paths.rhdata), new Database(paths.patchbin)];
  for (const db of [rhdata, patchbin]) db.exec('CREATE TABLE hacks (id); PRAGMA journal_mode = WAL');
  rhdata.exec('INSERT INTO hacks VALUES (1)');
  const seen = await openForVerify(paths);
  try {
    patchbin.exec('INSERT INTO hacks VALUES (2)');
    expect(seen.rhdata.has('SELECT 1 FROM hacks')).toBe(true);
    expect(seen.patchbin.has('SELECT 1 FROM hacks')).toBe(false);
  } finally {
    await seen.close();
    for (const db of [rhdata, patchbin]) db.close();
  }
});
