import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { archivePaths } from '../../src/files/archivePaths.js';
import { isTemporary } from '../../src/files/atomicFile.js';
import { type VerifyFiles, isAside, verifyFiles } from '../../src/files/verifyFiles.js';
import { ItemError } from '../../src/model/errors.js';

let root: string;
let files: VerifyFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'romflow-verify-files-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  mkdirSync(join(root, 'patch'));
  files = verifyFiles(archivePaths(root));
});

const NOT_NAMES = ['', '.', '..', '../smw.sfc', 'a/b', 'a\\b', 'a:b', 'a\0b', '.hidden', 'x'.repeat(300), 'a b'];

test.each(NOT_NAMES)('%j is not a valid name: nothing is read or written', async (name) => {
  await expect(files.read('patch', name)).rejects.toThrow(ItemError);
  await expect(files.write('patch', name, 'x')).rejects.toThrow(ItemError);
  await expect(files.replace('patch', name, 'x')).rejects.toThrow(ItemError);
  await expect(files.setAside('patch', name)).rejects.toThrow(ItemError);
  expect(readdirSync(root)).toEqual(['patch']);
});

test('a file is read; a missing one is null, even if its folder is missing', async () => {
  writeFileSync(join(root, 'patch', '-a_b'), 'x');
  expect((await files.read('patch', '-a_b'))?.toString()).toBe('x');
  expect(await files.sizeOf('patch', '-a_b')).toBe(1);
  expect(await files.read('patch', 'b')).toBeNull();
  expect(await files.read('rom', 'b')).toBeNull();
  expect(await files.sizeOf('rom', 'b')).toBeNull();
});

test('a folder in the place of a file cannot be read, and does not count as a file', async () => {
  mkdirSync(join(root, 'patch', 'a'));
  await expect(files.read('patch', 'a')).rejects.toThrow(ItemError);
  expect(await files.sizeOf('patch', 'a')).toBeNull();
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a file is not waited for', async () => {
  execFileSync('mkfifo', [join(root, 'patch', 'a')]);
  await expect(files.read('patch', 'a')).rejects.toThrow(ItemError);
});

test('what is replaced is kept aside, however often', async () => {
  for (const content of ['1', '2', '3']) await files.replace('patch', 'a', content);
  const kept = readdirSync(join(root, 'patch')).sort();
  expect(kept).toEqual(['a', 'a.damaged', 'a.damaged-2']);
  expect(kept.map((name) => readFileSync(join(root, 'patch', name), 'utf8'))).toEqual(['3', '1', '2']);
  expect(kept.map(isAside)).toEqual([false, true, true]);
});

test('a file already set aside before its repair was interrupted is not kept twice', async () => {
  for (const name of ['a', 'a.damaged-2']) writeFileSync(join(root, 'patch', name), 'damaged');
  writeFileSync(join(root, 'patch', 'a.damaged'), 'another');
  await files.replace('patch', 'a', 'sound');
  expect(readdirSync(join(root, 'patch')).sort()).toEqual(['a', 'a.damaged', 'a.damaged-2']);
});

test('setting a file aside frees its name and keeps earlier ones; a missing file is ignored', async () => {
  await files.setAside('patch', 'a');
  for (const content of ['1', '2']) {
    writeFileSync(join(root, 'patch', 'a'), content);
    await files.setAside('patch', 'a');
  }
  const kept = readdirSync(join(root, 'patch')).sort();
  expect(kept).toEqual(['a.damaged', 'a.damaged-2']);
  expect(kept.map((name) => readFileSync(join(root, 'patch', name), 'utf8'))).toEqual(['1', '2']);
});

test('the names in a folder are read one by one; a missing folder has none', async () => {
  for (const name of ['a', 'b']) writeFileSync(join(root, 'patch', name), '');
  const names: string[] = [];
  for await (const name of files.names('patch')) names.push(name);
  for await (const name of files.names('zips')) names.push(name);
  expect(names.sort()).toEqual(['a', 'b']);
});

test.each(['', '.', '..', '../patch', 'a/b'])('%j cannot be removed', async (name) => {
  await expect(files.remove('patch', name)).rejects.toThrow(ItemError);
  expect(readdirSync(root)).toEqual(['patch']);
});

test('anything that a folder contains can be removed', async () => {
  writeFileSync(join(root, 'patch', 'a b'), '');
  mkdirSync(join(root, 'patch', '.c', 'd'), { recursive: true });
  for (const name of readdirSync(join(root, 'patch'))) await files.remove('patch', name);
  expect(readdirSync(join(root, 'patch'))).toEqual([]);
});

test('a temporary file is recognized by its name', () => {
  expect(isTemporary('0f0e.romflow-tmp')).toBe(true);
  expect(isTemporary('romflow-tmp')).toBe(false);
});
