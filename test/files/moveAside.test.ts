import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, TEMPORARY_SUFFIX, disk } from '../../src/files/atomicFile.js';
import { mediaFiles } from '../../src/files/mediaFiles.js';
import { moveAside } from '../../src/files/moveAside.js';
import { filesBelow } from '../endToEnd/treeState.js';
import { writeTree } from './fileTree.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'romflow-aside-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const write = (file: string, text: string): void => {
  writeTree(root, { [file]: text });
};
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const tree = (): readonly string[] => filesBelow(root);

describe('a medium that is retired', () => {
  it('is kept aside under a free name', async () => {
    write('snes/covers/sub/Game.png', 'first');
    write('snes/screenshots/sub/Game.png', 'stays');
    expect(await mediaFiles(root, 'snes').retire('covers', 'sub/Game')).toEqual({
      file: 'snes/covers/sub/Game.png',
      to: 'CLEANUP/snes/covers/sub/Game.png',
    });
    write('snes/covers/sub/Game.png', 'second');
    expect((await mediaFiles(root, 'snes').retire('covers', 'sub/Game'))?.to).toBe(
      'CLEANUP/snes/covers/sub/Game-2.png',
    );
    expect(tree()).toEqual([
      'CLEANUP/snes/covers/sub/Game-2.png',
      'CLEANUP/snes/covers/sub/Game.png',
      'snes/screenshots/sub/Game.png',
    ]);
    expect(read('CLEANUP/snes/covers/sub/Game.png')).toBe('first');
    expect(read('CLEANUP/snes/covers/sub/Game-2.png')).toBe('second');
  });

  it('stays if the game would be left with none', async () => {
    write('snes/covers/Game.png', 'last');
    write('snes/screenshots/Other.png', 'x');
    expect(await mediaFiles(root, 'snes').retire('covers', 'Game')).toBeNull();
    expect(read('snes/covers/Game.png')).toBe('last');
  });

  it('need not exist', async () => {
    expect(await mediaFiles(root, 'snes').retire('covers', 'Game')).toBeNull();
    expect(tree()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('stays in its place if no free name is short enough', async () => {
    const name = `${'x'.repeat(251)}.png`;
    write(`snes/covers/${name}`, 'mine');
    write(`CLEANUP/snes/covers/${name}`, 'of another time');
    await expect(mediaFiles(root, 'snes').setAside('covers', name.slice(0, -4), null)).rejects.toThrow(
      /^Cannot move .*x\.png: /,
    );
    expect(read(`snes/covers/${name}`)).toBe('mine');
  });
});

describe('a file that is moved to another disk', () => {
  const from = 'snes/covers/Game.png';
  const to = 'CLEANUP/snes/covers/Game.png';
  const systemError = (code: string): Error => Object.assign(new Error(code), { code });
  /** Another disk begins at the folder for what is set aside. */
  const isThere = (path: string): boolean => path.startsWith(join(root, 'CLEANUP'));
  const move = (rename: Disk['rename']): Promise<string> =>
    moveAside(join(root, from), root, to, {
      ...disk,
      rename: (before, after) =>
        isThere(before) === isThere(after) ? rename(before, after) : Promise.reject(systemError('EXDEV')),
    });

  it('is complete there before it gets its name, and only then removed from its place', async () => {
    write(from, 'picture');
    const seen: (readonly string[])[] = [];
    const look = (): unknown => seen.push(tree().map((file) => `${extname(file)} ${read(file)}`));
    const rename = (before: string, after: string): Promise<void> =>
      (look(), disk.rename(before, after)).then(() => void look());
    expect(await move(rename)).toBe(to);
    expect(seen).toEqual([
      [`${TEMPORARY_SUFFIX} picture`, '.png picture'],
      ['.png picture', '.png picture'],
    ]);
    expect(tree()).toEqual([to]);
  });

  it('stays if that disk cannot take it', async () => {
    write(from, 'picture');
    await expect(move(() => Promise.reject(systemError('ENOSPC')))).rejects.toThrow(/disk is full/);
    expect(tree()).toEqual([from]);
  });

  it('stays if it cannot be moved for another reason', async () => {
    write(from, 'picture');
    const failing = { ...disk, rename: () => Promise.reject(systemError('EBUSY')) };
    await expect(moveAside(join(root, from), root, to, failing)).rejects.toThrow(/another program is using it/);
    expect(tree()).toEqual([from]);
  });
});
