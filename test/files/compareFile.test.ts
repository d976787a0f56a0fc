import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compareFile } from '../../src/files/compareFile.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-compare-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const large = Buffer.alloc(2 * 1024 * 1024 + 5, 'abc');
const changed = (at: number): Buffer => {
  const copy = Buffer.from(large);
  copy[at] = 0;
  return copy;
};

test.each([
  ['nothing and nothing', Buffer.alloc(0), Buffer.alloc(0), 'same'],
  ['nothing and something', Buffer.alloc(0), Buffer.from('a'), 'other'],
  ['the same over several pieces', large, Buffer.from(large), 'same'],
  ['another first byte', large, changed(0), 'other'],
  ['another byte at the border of two pieces', large, changed(1024 * 1024), 'other'],
  ['another last byte', large, changed(large.length - 1), 'other'],
  ['a byte less', large, large.subarray(0, -1), 'other'],
] as const)('%s', async (_, content, bytes, verdict) => {
  const file = join(folder, 'file');
  writeFileSync(file, content);
  expect(await compareFile(file, bytes)).toBe(verdict);
});

test('a missing file', async () => {
  expect(await compareFile(join(folder, 'none'), large)).toBe('missing');
});

test.skipIf(process.platform === 'win32')('a pipe is not waited for', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await compareFile(join(folder, 'pipe'), large)).toBe('other');
});

test('a file that cannot be read', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(compareFile(join(folder, 'file\0'), large)).rejects.toBeInstanceOf(ArchiveError);
});
