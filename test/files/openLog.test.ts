import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLog } from '../../src/files/openLog.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

const never = (why: string): never => expect.fail(why);

test('adds to what is there, and has everything when it is closed', async () => {
  const path = join(folder, 'scrape.log');
  await writeFile(path, 'before\n');
  const log = await openLog(path, { onFailure: never });
  for (let line = 0; line < 5000; line += 1) log.stream.write(`line ${line}\n`);
  await log.close();
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines).toHaveLength(5002);
  expect([lines[0], lines[1], lines[5000]]).toEqual(['before', 'line 0', 'line 4999']);
});

test('makes the file and its folder, even if nothing is written', async () => {
  const path = join(folder, 'logs', 'deep', 'scrape.log');
  await (await openLog(path, { onFailure: never, begins: '{' })).close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('says in one sentence that a file stands where its folder should be', async () => {
  await writeFile(join(folder, 'logs'), 'a file');
  const opening = openLog(join(folder, 'logs', 'deep', 'scrape.log'), { onFailure: never });
  await expect(opening).rejects.toThrow(ArchiveError);
});

test('says in one sentence that a folder is in its place', async () => {
  const path = join(folder, 'scrape.log');
  await mkdir(path);
  await expect(openLog(path, { onFailure: never })).rejects.toThrow(ArchiveError);
  await expect(openLog(path, { onFailure: never })).rejects.toThrow(`Cannot write ${path}: `);
});

test.each(['SQLite format 3', '{', '{"w":1}', ' {"v":1}'])(
  'adds nothing to a file that begins with %j',
  async (text) => {
    const path = join(folder, 'rhdata.db');
    await writeFile(path, text);
    await expect(openLog(path, { onFailure: never, begins: '{"v":' })).rejects.toThrow(
      `${path} is not a log of events`,
    );
    expect(await readFile(path, 'utf8')).toBe(text);
  },
);

test('adds to a log that begins as it must', async () => {
  const path = join(folder, 'run.ndjson');
  await writeFile(path, '{"v":1}\n');
  const log = await openLog(path, { onFailure: never, begins: '{"v":' });
  log.stream.write('{"v":2}\n');
  await log.close();
  expect(await readFile(path, 'utf8')).toBe('{"v":1}\n{"v":2}\n');
});

test('begins a new line where the last one was torn, by a full disk or a power cut', async () => {
  const path = join(folder, 'run.ndjson');
  await writeFile(path, '{"v":1}\n{"v":1,"t":"2026-');
  const log = await openLog(path, { onFailure: never, begins: '{"v":' });
  log.stream.write('{"v":2}\n');
  await log.close();
  expect(await readFile(path, 'utf8')).toBe('{"v":1}\n{"v":1,"t":"2026-\n{"v":2}\n');
});

test.skipIf(!existsSync('/dev/full'))('tells once that the disk is full, and disturbs nobody', async () => {
  const heard: string[] = [];
  const log = await openLog('/dev/full', { onFailure: (why) => heard.push(why) });
  log.stream.write('lost\n');
  await once(log.stream, 'close').catch(() => undefined);
  log.stream.write('lost as well\n');
  await log.close();
  expect(heard).toEqual(['Cannot write /dev/full: the disk is full; free some space and run again.']);
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  let pipe: string;
  beforeEach(() => {
    pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
  });

  test('that nobody reads is refused in one sentence', async () => {
    const opening = openLog(pipe, { onFailure: never, begins: '{"v":' });
    await expect(opening).rejects.toThrow(ArchiveError);
    await expect(openLog(pipe, { onFailure: never })).rejects.toThrow(
      `Cannot write ${pipe}: it is a pipe without a reader`,
    );
  });

  test('that somebody reads takes every line, until nobody does', async () => {
    const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    const heard: string[] = [];
    const log = await openLog(pipe, { onFailure: (why) => heard.push(why), begins: '{"v":' });
    log.stream.write('{"v":1}\n');
    await expect.poll(async () => (await reader.read(Buffer.alloc(8))).buffer.toString()).toBe('{"v":1}\n');
    await reader.close();
    log.stream.write('lost\n');
    await once(log.stream, 'close').catch(() => undefined);
    await log.close();
    expect(heard).toEqual([expect.stringMatching(/^Cannot write .*: the reader of this pipe has gone/)]);
  });
});
