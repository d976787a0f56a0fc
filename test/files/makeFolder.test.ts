import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('the folder above may be made by another in between', async () => {
  for (let count = 0; count < 50; count += 1) {
    const above = join(newFolder(), 'a');
    await Promise.all([makeFolder(join(above, 'b')), makeFolder(above)]);
    expect(existsSync(join(above, 'b'))).toBe(true);
  }
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
