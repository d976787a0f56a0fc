import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveMedia } from '../../src/files/moveMedia.js';
import { RomError } from '../../src/model/errors.js';
import { filesBelow } from '../endToEnd/treeState.js';
import { writeTree } from './fileTree.js';

let root: string;
beforeEach(() => {
  root = realpathSync.native(mkdtempSync(join(tmpdir(), 'romflow-move-media-')));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const tree = (): readonly string[] => filesBelow(root);

test('moves every kind in every format, and nothing with another name', async () => {
  writeTree(root, {
    'covers/A.png': 'cover',
    'covers/A.jpg': 'second cover',
    'videos/A.mp4': 'video',
    'manuals/A.pdf': 'manual',
    'covers/AB.png': 'other',
    'covers/sub/A.png': 'other',
    'covers/A.txt': 'note',
  });
  await moveMedia(root, 'A', 'Casual/B');
  expect(tree()).toEqual([
    'covers/A.txt',
    'covers/AB.png',
    'covers/Casual/B.jpg',
    'covers/Casual/B.png',
    'covers/sub/A.png',
    'manuals/Casual/B.pdf',
    'videos/Casual/B.mp4',
  ]);
  await moveMedia(root, 'A', 'Casual/B');
  expect(readFileSync(join(root, 'covers', 'Casual', 'B.png'), 'utf8')).toBe('cover');
});

test('never overwrites a file', async () => {
  writeTree(root, { 'covers/A.png': 'ours', 'covers/B.png': 'theirs' });
  await moveMedia(root, 'A', 'B');
  expect(tree()).toEqual(['covers/A.png', 'covers/B.png']);
  expect(readFileSync(join(root, 'covers', 'B.png'), 'utf8')).toBe('theirs');
});

test('never leaves the folder', async () => {
  writeTree(root, { 'covers/A.png': 'x', 'elsewhere/': '' });
  await expect(moveMedia(root, 'A', '../../B')).rejects.toThrow(RomError);
  symlinkSync(join(root, 'elsewhere'), join(root, 'covers', 'link'), process.platform === 'win32' ? 'junction' : 'dir');
  await expect(moveMedia(root, 'A', 'link/B')).rejects.toThrow(RomError);
  expect(tree()).toEqual(['covers/A.png']);
  writeTree(root, { 'elsewhere/C.png': 'not ours' });
  await expect(moveMedia(root, 'link/C', 'D')).rejects.toThrow(RomError);
  expect(tree()).toEqual(['covers/A.png', 'elsewhere/C.png']);
});
