import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/files/makeFolder.js';
import { ArchiveError } from '../../src/model/errors.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-make-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('a folder is made with those above it, by several at once and again', async () => {
  const folder = join(newFolder(), 'a', 'b', 'c');
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(folder, 'd'))]);
  await makeFolder(folder);
  expect(statSync(join(folder, 'd')).isDirectory()).toBe(true);
});

test('a folder above that another one makes in the meantime is no hindrance', async () => {
  const root = newFolder();
  const folders = Array.from({ length: 100 }, (_, index) => join(root, String(index), 'ROMs'));
  await Promise.all(folders.flatMap((folder) => [makeFolder(folder), makeFolder(join(folder, 'snes', 'Hacks'))]));
  expect(folders.filter((folder) => !statSync(join(folder, 'snes', 'Hacks')).isDirectory())).toEqual([]);
});

test('a link to a folder is one', async () => {
  const folder = newFolder();
  symlinkSync(folder, join(folder, 'link'), process.platform === 'win32' ? 'junction' : 'dir');
  await makeFolder(join(folder, 'link', 'a'));
  expect(statSync(join(folder, 'a')).isDirectory()).toBe(true);
});

test.each([
  ['file', 'a file stands in its place'],
  ['file/a', 'a file stands where its folder should be'],
  ['nowhere', 'a file stands in its place'],
])('nothing is made in the place of %s', async (path, reason) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'gone', 'far'), join(folder, 'nowhere'));
  await expect(makeFolder(join(folder, path))).rejects.toThrow(ArchiveError);
  await expect(makeFolder(join(folder, path))).rejects.toThrow(reason);
});

test.runIf(process.platform === 'linux')('where the system makes no folders, it is not asked for ever', async () => {
  await expect(makeFolder('/proc/romflow/a')).rejects.toThrow(ArchiveError);
});
