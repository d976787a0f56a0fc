import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeNewFile } from '../../src/files/writeNewFile.js';
import { ArchiveError, UsageError } from '../../src/model/errors.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-new-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytes = Buffer.from('new');
const free = { force: false, spare: null };
const forced = { force: true, spare: null };

test('writes the file, and makes the folders above it', async () => {
  await writeNewFile(join(folder, 'a', 'b', 'file'), bytes, free);
  expect(readFileSync(join(folder, 'a', 'b', 'file'))).toEqual(bytes);
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['file']);
});

test('overwrites an existing file only by force', async () => {
  const path = join(folder, 'file');
  writeFileSync(path, 'old');
  await expect(writeNewFile(path, bytes, free)).rejects.toThrow(UsageError);
  await expect(writeNewFile(path, bytes, free)).rejects.toThrow(/exists; overwrite it with --force/);
  expect(readFileSync(path, 'utf8')).toBe('old');
  await writeNewFile(path, bytes, forced);
  expect(readFileSync(path)).toEqual(bytes);
});

test.skipIf(process.platform === 'win32')('treats a link as a file, wherever it leads', async () => {
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  await expect(writeNewFile(join(folder, 'link'), bytes, free)).rejects.toThrow(UsageError);
});

describe('even by force, does not overwrite', () => {
  test('a folder', async () => {
    mkdirSync(join(folder, 'file'));
    await expect(writeNewFile(join(folder, 'file'), bytes, forced)).rejects.toThrow(/A folder is in the place of/);
  });

  test('the base ROM, under any name', async () => {
    const spare = join(folder, 'smw.sfc');
    writeFileSync(spare, 'base');
    linkSync(spare, join(folder, 'other.sfc'));
    for (const name of ['smw.sfc', 'other.sfc']) {
      await expect(writeNewFile(join(folder, name), bytes, { force: true, spare })).rejects.toThrow(/base ROM itself/);
    }
    expect(readFileSync(spare, 'utf8')).toBe('base');
    await writeNewFile(join(folder, 'third.sfc'), bytes, { force: true, spare: join(folder, 'no ROM') });
  });
});

test('reports a folder that cannot be made in one sentence', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(writeNewFile(join(folder, 'file', 'below'), bytes, free)).rejects.toThrow(ArchiveError);
});
