import {
  linkSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TEMPORARY_SUFFIX } from '../../src/files/atomicFile.js';
import { type PublishFolder, publishFolder, sameStamp } from '../../src/files/publishFolder.js';
import { RomError } from '../../src/model/errors.js';
import { writeTree } from './fileTree.js';

let parent: string;
let root: string;
let folder: PublishFolder;
beforeEach(() => {
  parent = realpathSync.native(mkdtempSync(join(tmpdir(), 'romflow-publish-')));
  root = join(parent, 'snes');
  folder = publishFolder(root);
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
});

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const tree = (): readonly string[] => readdirSync(parent, { recursive: true }).map(String).toSorted();
const rom = Buffer.from('ROM');

describe('look and read', () => {
  test('handle nothing, a file, and something other than a file', async () => {
    writeTree(root, { 'a/b.sfc': 'bytes', 'c.sfc/': '' });
    expect(await folder.look('x/y.sfc')).toBeNull();
    expect(await folder.look('a/b.sfc')).toMatchObject({ size: '5' });
    expect(await folder.look('a/b.sfc/c.sfc')).toBeNull();
    expect(await folder.read('a/b.sfc')).toEqual(Buffer.from('bytes'));
    expect(await folder.read('c.sfc')).toBeNull();
    expect(sameStamp(await folder.look('c.sfc'), await folder.look('a/b.sfc'))).toBe(false);
  });

  test('fail only that ROM if a file cannot be read or has disappeared', async () => {
    await expect(folder.read('gone.sfc')).rejects.toThrow(RomError);
  });

  test('give a touched file another stamp', async () => {
    writeTree(root, { 'a.sfc': 'bytes' });
    const before = await folder.look('a.sfc');
    expect(sameStamp(before, await folder.look('a.sfc'))).toBe(true);
    utimesSync(join(root, 'a.sfc'), 1, 1);
    expect(sameStamp(before, await folder.look('a.sfc'))).toBe(false);
    expect(sameStamp(before, null)).toBe(false);
    expect(sameStamp(null, null)).toBe(true);
  });

  test('recognize two names of the same file', async () => {
    writeTree(root, { 'a.sfc': '', 'b.sfc': '' });
    expect(await folder.isSame('a.sfc', 'a.sfc')).toBe(true);
    expect(await folder.isSame('a.sfc', 'b.sfc')).toBe(false);
    expect(await folder.isSame('x.sfc', 'y.sfc')).toBe(false);
  });

  test('recognize two names of the same file if case is ignored, even if the disk gives each name an inode of its own', async () => {
    writeTree(root, { 'own/a.sfc': '', 'own/b.sfc': '', 'b.sfc': '', 'B.sfc': '' });
    let ino = 0n;
    const exfat = publishFolder(root, async (path, options) => {
      const below = path.slice(root.length);
      const stats = await lstat(root + (/own/i.test(below) ? below.toLowerCase() : below), options);
      return Object.assign(stats, { ino: (ino += 1n) });
    });
    expect(await exfat.isSame('own/a.sfc', 'own/A.sfc')).toBe(true);
    expect(await exfat.isSame('Own/a.sfc', 'own/a.sfc')).toBe(true);
    expect(await exfat.isSame('own/a.sfc', 'OWN/a.sfc')).toBe(true);
    expect(await exfat.isSame('own/a.sfc', 'own/b.sfc')).toBe(false);
    expect(await exfat.isSame('own/a.sfc', 'a.sfc')).toBe(false);
    expect(await exfat.isSame('b.sfc', 'B.sfc')).toBe(false);
  });
});

describe('write', () => {
  test('makes the folders, and returns the stamp of the new file', async () => {
    const stamp = await folder.write('Casual/New/a.sfc', rom, null);
    expect(read('Casual/New/a.sfc')).toBe('ROM');
    expect(await folder.look('Casual/New/a.sfc')).toEqual(stamp);
    expect(stamp.size).toBe('3');
  });

  test('replaces only what was seen there', async () => {
    const seen = await folder.write('a.sfc', rom, null);
    await folder.write('a.sfc', Buffer.from('ROM 2'), seen);
    expect(read('a.sfc')).toBe('ROM 2');
    await expect(folder.write('a.sfc', rom, seen)).rejects.toThrow(RomError);
    await expect(folder.write('a.sfc', rom, null)).rejects.toThrow(/changed during the run/);
    await expect(folder.write('b.sfc', rom, seen)).rejects.toThrow(RomError);
    expect([read('a.sfc'), tree()]).toEqual(['ROM 2', ['snes', join('snes', 'a.sfc')]]);
  });

  test.each(['a.sfc/b.sfc', 'a.sfc/b/c.sfc'])('fails only %s if a file is in the place of a folder', async (path) => {
    writeTree(root, { 'a.sfc': 'mine' });
    await expect(folder.write(path, rom, null)).rejects.toThrow(
      new RomError(
        `${join(root, path)} cannot be written, because a file is in the place of a folder: choose another --name.`,
      ),
    );
    expect(read('a.sfc')).toBe('mine');
  });

  test.each(['../a.sfc', '../../a.sfc', 'x/../../a.sfc'])('never leaves the folder: %s', async (path) => {
    await expect(folder.write(path, rom, null)).rejects.toThrow(RomError);
    await expect(folder.move(path, 'b.sfc', null)).rejects.toThrow(RomError);
    expect(tree()).toEqual([]);
  });

  test('does not leave it through a link either', async () => {
    writeTree(parent, { 'elsewhere/': '', 'snes/own/': '' });
    const type = process.platform === 'win32' ? 'junction' : 'dir';
    symlinkSync(join(parent, 'elsewhere'), join(root, 'link'), type);
    symlinkSync(join(root, 'own'), join(root, 'inner'), type);
    await expect(folder.write('link/a.sfc', rom, null)).rejects.toThrow(/is outside the ROM folder/);
    await folder.write('inner/a.sfc', rom, null);
    expect(read('own/a.sfc')).toBe('ROM');
    expect(readdirSync(join(parent, 'elsewhere'))).toEqual([]);
  });
});

describe('move', () => {
  test('makes the new folders and removes those that become empty', async () => {
    writeTree(root, { 'a/b/c.sfc': 'ROM', 'a/mine.txt': '' });
    const before = await folder.look('a/b/c.sfc');
    expect(await folder.move('a/b/c.sfc', 'x/y/z.sfc', before)).toEqual(before);
    expect(await folder.look('x/y/z.sfc')).toEqual(before);
    expect(readdirSync(join(root, 'a'))).toEqual(['mine.txt']);
    await folder.move('x/y/z.sfc', 'z.sfc', before);
    expect(readdirSync(root).toSorted()).toEqual(['a', 'z.sfc']);
  });

  test('never overwrites a file that has appeared, and never moves one that has changed', async () => {
    writeTree(root, { 'a.sfc': 'ROM', 'b.sfc': 'mine' });
    const before = await folder.look('a.sfc');
    await expect(folder.move('a.sfc', 'b.sfc', before)).rejects.toThrow(/^b\.sfc changed during the run/);
    await expect(folder.move('b.sfc', 'c.sfc', before)).rejects.toThrow(/^b\.sfc changed during the run/);
    await expect(folder.move('gone.sfc', 'c.sfc', before)).rejects.toThrow(RomError);
    expect([read('a.sfc'), read('b.sfc'), tree()]).toEqual([
      'ROM',
      'mine',
      ['snes', join('snes', 'a.sfc'), join('snes', 'b.sfc')],
    ]);
  });

  test('accepts another name of the same file, as on a disk that ignores case', async () => {
    writeTree(root, { 'sky.sfc': 'ROM' });
    linkSync(join(root, 'sky.sfc'), join(root, 'Sky.sfc'));
    const before = await folder.look('sky.sfc');
    expect(await folder.move('sky.sfc', 'Sky.sfc', before)).toEqual(before);
  });
});

test('twins are ROMs with the same name; saves and other files do not count', async () => {
  writeTree(root, { 'sub/a.srm': '', 'sub/a.sfc': '', 'sub/b.zip': '', 'sub/c.SMC': '', 'a.zip': '' });
  expect(await folder.hasTwin('sub/a.sfc')).toBe(false);
  expect(await folder.hasTwin('sub/b.sfc')).toBe(true);
  expect(await folder.hasTwin('sub/c.sfc')).toBe(true);
  expect(await folder.hasTwin('nowhere/a.sfc')).toBe(false);
});

test('a folder is read only once for its twins, however many ROMs are moved out of it', async () => {
  writeTree(root, { 'sub/a.zip': '', 'sub/b.zip': '' });
  expect(await folder.hasTwin('sub/a.sfc')).toBe(true);
  rmSync(join(root, 'sub'), { recursive: true });
  expect(await folder.hasTwin('sub/b.sfc')).toBe(true);
  expect(await folder.hasTwin('sub/b.zip')).toBe(false);
});

test('sweep removes temporary files from the ROMs’ folders, and nothing else', async () => {
  const left = `x${TEMPORARY_SUFFIX}`;
  writeTree(root, { [left]: '', [`a/${left}`]: '', [`other/${left}`]: '', 'a/b.sfc': 'ROM' });
  await folder.sweep(['a/b.sfc', 'a/c.sfc', 'gone/d.sfc', 'e.sfc', '../f.sfc']);
  expect(tree().filter((name) => name.endsWith(TEMPORARY_SUFFIX))).toEqual([join('snes', 'other', left)]);
  expect(read('a/b.sfc')).toBe('ROM');
});
