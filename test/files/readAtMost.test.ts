import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAtMost } from '../../src/files/readAtMost.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([0, 1, 99, 100])('reads a file of %i bytes', async (size) => {
  const path = join(folder, String(size));
  await writeFile(path, Buffer.alloc(size, 7));
  expect(await readAtMost(path, 100)).toEqual(Buffer.alloc(size, 7));
});

test('refuses a file that is one byte larger', async () => {
  await writeFile(join(folder, 'more'), Buffer.alloc(101));
  expect(await readAtMost(join(folder, 'more'), 100)).toBeNull();
});

test.skipIf(process.platform === 'win32')('refuses an endless device', async () => {
  expect(await readAtMost('/dev/zero', 1_000_000)).toBeNull();
});

test('rejects what is missing or a folder', async () => {
  await expect(readAtMost(join(folder, 'none'), 100)).rejects.toThrow('ENOENT');
  await expect(readAtMost(folder, 1_000_000)).rejects.toThrow(/EISDIR|EACCES|EPERM/);
});
