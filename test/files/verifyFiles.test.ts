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

test.each(NOT_NAMES)('%j is no name: nothing is read or written', async (name) => {
  await expect(files.read('patch', name)).rejects.toThrow(ItemError);
  await expect(files.write('patch', name, 'x')).rejects.toThrow(ItemError);
  await expect(files.replace('patch', name, 'x')).rejects.toThrow(ItemError);
  await expect(files.setAside('patch', name)).rejects.toThrow(ItemError);
  expect(readdirSync(root)).toEqual(['patch']);
});

test('a file is read; one that is not there is null, also where there is no folder', async () => {
  writeFileSync(join(root, 'patch', '-a_b'), 'x');
  expect((await files.read('patch', '-a_b'))?.toString()).toBe('x');
  expect(await files.sizeOf('patch', '-a_b')).toBe(1);
  expect(await files.read('patch', 'b')).toBeNull();
  expect(await files.read('rom', 'b')).toBeNull();
  expect(await files.sizeOf('rom', 'b')).toBeNull();
});

test('a folder in the place of a file cannot be read, and is no file', async () => {
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

test('what was kept aside before its mend was cut off is not kept twice', async () => {
  for (const name of ['a', 'a.damaged-2']) writeFileSync(join(root, 'patch', name), 'damaged');
  writeFileSync(join(root, 'patch', 'a.damaged'), 'another');
  await files.replace('patch', 'a', 'sound');
  expect(readdirSync(join(root, 'patch')).sort()).toEqual(['a', 'a.damaged', 'a.damaged-2']);
});

test('what is set aside has freed its name, and is kept beside what was before; what is not there is no matter', async () => {
  await files.setAside('patch', 'a');
  for (const content of ['1', '2']) {
    writeFileSync(join(root, 'patch', 'a'), content);
    await files.setAside('patch', 'a');
  }
  const kept = readdirSync(join(root, 'patch')).sort();
  expect(kept).toEqual(['a.damaged', 'a.damaged-2']);
  expect(kept.map((name) => readFileSync(join(root, 'patch', name), 'utf8'))).toEqual(['1', '2']);
});

test('the names of a folder come one by one, and none where there is no folder', async () => {
  for (const name of ['a', 'b']) writeFileSync(join(root, 'patch', name), '');
  const names: string[] = [];
  for await (const name of files.names('patch')) names.push(name);
  for await (const name of files.names('zips')) names.push(name);
  expect(names.sort()).toEqual(['a', 'b']);
});

test.each(['', '.', '..', '../patch', 'a/b'])('%j is nothing to be removed', async (name) => {
  await expect(files.remove('patch', name)).rejects.toThrow(ItemError);
  expect(readdirSync(root)).toEqual(['patch']);
});

test('whatever a folder holds can be removed', async () => {
  writeFileSync(join(root, 'patch', 'a b'), '');
  mkdirSync(join(root, 'patch', '.c', 'd'), { recursive: true });
  for (const name of readdirSync(join(root, 'patch'))) await files.remove('patch', name);
  expect(readdirSync(join(root, 'patch'))).toEqual([]);
});

test('a file that was left half written is known by its name', () => {
  expect(isTemporary('0f0e.romflow-tmp')).toBe(true);
  expect(isTemporary('romflow-tmp')).toBe(false);
});
