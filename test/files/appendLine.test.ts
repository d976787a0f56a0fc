import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendLine } from '../../src/files/appendLine.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'romflow-append-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('appends lines to what is there', async () => {
  const path = join(folder, 'errors.log');
  await writeFile(path, 'before\n');
  await appendLine(path, 'nes/é.nes: why');
  await appendLine(path, 'again');
  expect(await readFile(path, 'utf8')).toBe('before\nnes/é.nes: why\nagain\n');
});

test('creates the file and its folder', async () => {
  const path = join(folder, 'logs', 'deep', 'errors.log');
  await appendLine(path, 'first');
  expect(await readFile(path, 'utf8')).toBe('first\n');
});

test('reports a folder in its place in one sentence', async () => {
  const path = join(folder, 'errors.log');
  await mkdir(path);
  await expect(appendLine(path, 'x')).rejects.toThrow(ArchiveError);
  await expect(appendLine(path, 'x')).rejects.toThrow(`Cannot write ${path}: `);
});

test.skipIf(process.platform === 'win32')('does not write to a pipe, nor wait for its reader', async () => {
  const path = join(folder, 'errors.log');
  execFileSync('mkfifo', [path]);
  await expect(appendLine(path, 'x')).rejects.toThrow(ArchiveError);
  await expect(appendLine(path, 'x')).rejects.toThrow(
    /^Cannot write \S+: it is a device, a pipe or a socket, not a file/,
  );
});

test.skipIf(process.platform === 'win32')('follows a link only to a log or an empty file', async () => {
  const path = join(folder, 'errors.log');
  const behind = join(folder, 'behind');
  await symlink(behind, path);
  const refused = `Cannot write ${path}: it is a link to something other than a log; remove it.`;
  await expect(appendLine(path, '2025-11-15T10:30:00.123Z why')).rejects.toThrow(refused);
  expect(await readdir(folder)).toEqual(['errors.log']);
  await writeFile(behind, 'alias');
  await expect(appendLine(path, '2025-11-15T10:30:00.123Z why')).rejects.toThrow(refused);
  expect(await readFile(behind, 'utf8')).toBe('alias');
  await writeFile(behind, '');
  for (const line of ['2025-11-15T10:30:00.123Z why', 'again']) await appendLine(path, line);
  expect(await readFile(behind, 'utf8')).toBe('2025-11-15T10:30:00.123Z why\nagain\n');
});

test('reports a file in the place of its folder in one sentence', async () => {
  await writeFile(join(folder, 'logs'), 'a file');
  await expect(appendLine(join(folder, 'logs', 'errors.log'), 'x')).rejects.toThrow(ArchiveError);
  expect(await readdir(folder)).toEqual(['logs']);
});
