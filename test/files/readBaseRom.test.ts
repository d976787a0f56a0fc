import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBaseRom } from '../../src/files/readBaseRom.js';
import { BaseRomError } from '../../src/model/errors.js';

const rom = Buffer.alloc(4096, 7);
const sha224 = createHash('sha224').update(rom).digest('hex');
const header = Buffer.alloc(512, 1);

let folder: string;
let path: string;
let warnings: string[];
const warn = (message: string): void => {
  warnings.push(message);
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-rom-'));
  path = join(folder, 'smw.sfc');
  warnings = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('reads the expected ROM without a note', async () => {
  await writeFile(path, rom);
  expect(await readBaseRom(path, sha224.toUpperCase(), warn)).toEqual({ bytes: rom, sha224 });
  expect(warnings).toEqual([]);
});

test('strips a copier header, and notes it', async () => {
  await writeFile(path, Buffer.concat([header, rom]));
  expect(await readBaseRom(path, sha224, warn)).toEqual({ bytes: rom, sha224 });
  expect(warnings).toEqual([expect.stringContaining('copier header')]);
});

test.each([
  ['another ROM', Buffer.alloc(4096, 8)],
  ['another ROM with a header', Buffer.concat([header, Buffer.alloc(4096, 8)])],
  ['the ROM with 512 bytes behind it', Buffer.concat([rom, header])],
  ['an empty file', Buffer.alloc(0)],
])('refuses %s', async (_, bytes) => {
  await writeFile(path, bytes);
  await expect(readBaseRom(path, sha224, warn)).rejects.toThrow(/not the expected one/);
  expect(warnings).toEqual([]);
});

test('throws a BaseRomError that says what to do for a missing file, a folder and an oversized file', async () => {
  await expect(readBaseRom(path, sha224, warn)).rejects.toThrow(/no base ROM .*SMW_ROM_PATH/);
  await expect(readBaseRom(folder, sha224, warn)).rejects.toThrow(BaseRomError);
  await expect(readBaseRom(folder, sha224, warn)).rejects.toThrow(
    /cannot be read: (?:it is a folder; name the ROM in it|you have no read permission.*)\.$/,
  );
  await writeFile(path, '');
  const below = join(path, 'smw.sfc');
  await expect(readBaseRom(below, sha224, warn)).rejects.toThrow(
    /a file is where its folder should be|There is no base ROM at/,
  );
  await truncate(path, 17 * 1024 * 1024);
  await expect(readBaseRom(path, sha224, warn)).rejects.toThrow(/too large/);
});

test.skipIf(process.platform === 'win32')('refuses a pipe in its place, without waiting for it', async () => {
  execFileSync('mkfifo', [path]);
  await expect(readBaseRom(path, sha224, warn)).rejects.toThrow(
    new BaseRomError(`The base ROM ${path} is a device, a pipe or a socket, not a file: choose a file.`),
  );
});
