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

test('returns its bytes, or null if there is no file', async () => {
  expect(await readBlobFile(folder, NAME)).toBeNull();
  writeFileSync(join(folder, NAME), 'blob');
  expect(await readBlobFile(folder, NAME)).toEqual(Buffer.from('blob'));
});

test.each(['../outside', 'inside', '', '.'])('rejects %j as a name, whatever is there', async (name) => {
  writeFileSync(join(folder, 'inside'), 'secret');
  expect(await readBlobFile(folder, name)).toBeNull();
});

test.skipIf(process.platform === 'win32')('does not wait for a pipe', async () => {
  execFileSync('mkfifo', [join(folder, NAME)]);
  await expect(readBlobFile(folder, NAME)).rejects.toThrow(/is a device, a pipe or a socket, not a file/);
});

test('reports what cannot be read in one sentence', async () => {
  mkdirSync(join(folder, NAME));
  await expect(readBlobFile(folder, NAME)).rejects.toThrow(ArchiveError);
});
