import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../src/files/openLog.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('adds to what is there, and has everything when it is closed', async () => {
  const path = join(folder, 'scrape.log');
  await writeFile(path, 'before\n');
  const log = openLog(path);
  for (let line = 0; line < 5000; line += 1) log.stream.write(`line ${line}\n`);
  await log.close();
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines).toHaveLength(5002);
  expect([lines[0], lines[1], lines[5000]]).toEqual(['before', 'line 0', 'line 4999']);
});

test('makes the file and its folder, even if nothing is written', async () => {
  const path = join(folder, 'logs', 'deep', 'scrape.log');
  await openLog(path).close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('says in one sentence that a file stands where its folder should be', async () => {
  await writeFile(join(folder, 'logs'), 'a file');
  expect(() => openLog(join(folder, 'logs', 'deep', 'scrape.log'))).toThrow(ArchiveError);
});

test('says when it is closed that a folder stands in its place, and disturbs nobody before', async () => {
  const path = join(folder, 'scrape.log');
  await mkdir(path);
  const log = openLog(path);
  log.stream.write('lost\n');
  await once(log.stream, 'close').catch(() => undefined);
  log.stream.write('lost as well\n');
  await expect(log.close()).rejects.toThrow(ArchiveError);
  await expect(log.close()).rejects.toThrow(`Cannot write ${path}: `);
});
