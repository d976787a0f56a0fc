import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBlobFile } from '../../src/files/readBlobFile.js';
import { ArchiveError } from '../../src/model/errors.js';

const NAME = 'pblob_1_0123456789';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-blob-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('its bytes, or null when it is not there', async () => {
  expect(await readBlobFile(folder, NAME)).toBeNull();
  writeFileSync(join(folder, NAME), 'blob');
  expect(await readBlobFile(folder, NAME)).toEqual(Buffer.from('blob'));
});

test.each(['../outside', 'inside', '', '.'])('%j names no blob, whatever lies there', async (name) => {
  writeFileSync(join(folder, 'inside'), 'secret');
  expect(await readBlobFile(folder, name)).toBeNull();
});

test.skipIf(process.platform === 'win32')('a pipe is not waited for', async () => {
  execFileSync('mkfifo', [join(folder, NAME)]);
  await expect(readBlobFile(folder, NAME)).rejects.toThrow(/is a device, a pipe or a socket, not a file/);
});

test('what cannot be read is an error in a sentence', async () => {
  mkdirSync(join(folder, NAME));
  await expect(readBlobFile(folder, NAME)).rejects.toThrow(ArchiveError);
});
