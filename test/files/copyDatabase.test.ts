import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
