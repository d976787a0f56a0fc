import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/files/makeFolder.js';
import { makePathSync } from '../../src/files/makePath.js';
import { removeIfExists } from '../../src/files/removeIfExists.js';
import { ArchiveError } from '../../src/model/errors.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-make-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

test('makes a folder with its parents, even concurrently and repeatedly', async () => {
  const folder = join(newFolder(), 'a', 'b', 'c');
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(folder, 'd'))]);
  await makeFolder(folder);
  expect(statSync(join(folder, 'd')).isDirectory()).toBe(true);
});

test('makes several folders at once in one that is missing', async () => {
  const folder = newFolder();
  const all = Array.from({ length: 100 }, (_, game) =>
    Array.from({ length: 8 }, (_kind, kind) => join(folder, `${game}`, 'media', `${kind}`)),
  );
  for (const wanted of all) await Promise.all(wanted.map(makeFolder));
  expect(all.flat().filter((path) => !existsSync(path))).toEqual([]);
});

test('removes a folder with its content only when asked to', async () => {
  const folder = newFolder();
  await makeFolder(join(folder, 'a', 'b'));
  await removeIfExists(join(folder, 'none'));
  const refusal = await removeIfExists(join(folder, 'a')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ArchiveError);
  expect(String(refusal)).toContain(`Cannot remove ${join(folder, 'a')}: `);
  expect(existsSync(join(folder, 'a', 'b'))).toBe(true);
  await removeIfExists(join(folder, 'a'), { recursive: true });
  expect(existsSync(join(folder, 'a'))).toBe(false);
});

test('accepts a link to a folder', async () => {
  const folder = newFolder();
  symlinkSync(folder, join(folder, 'link'), process.platform === 'win32' ? 'junction' : 'dir');
  await makeFolder(join(folder, 'link', 'a'));
  expect(statSync(join(folder, 'a')).isDirectory()).toBe(true);
});

test.each([
  ['file', 'a file, or a link to a disk that is not mounted, is in its place'],
  ['file/a', 'a file, or a link to a disk that is not mounted, is where its folder should be'],
  ['nowhere', 'a file, or a link to a disk that is not mounted, is in its place'],
])('makes nothing in the place of %s', async (path, reason) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'gone', 'far'), join(folder, 'nowhere'));
  await expect(makeFolder(join(folder, path))).rejects.toThrow(ArchiveError);
  await expect(makeFolder(join(folder, path))).rejects.toThrow(reason);
});

// As on exFAT, whose driver says that a name with a colon does not exist.
test.runIf(process.platform === 'linux')(
  'reports a name that the system does not accept in an existing folder',
  async () => {
    const refusal = 'Cannot create the folder /proc/romflow/a: its disk does not accept this name; choose another one.';
    await expect(makeFolder('/proc/romflow/a')).rejects.toThrow(new ArchiveError(refusal));
    expect(() => {
      makePathSync('/proc/romflow');
    }).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  },
);
