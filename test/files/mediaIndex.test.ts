import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMediaIndex, sweepMedia } from '../../src/files/mediaIndex.js';
import { writeTree } from './fileTree.js';

const COMPOSED = 'Pok\u00e9mon (USA)';
const DECOMPOSED = 'Poke\u0301mon (USA)';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'romflow-index-'));
  writeTree(root, { [`covers/${DECOMPOSED}/${DECOMPOSED}.png`]: 'x', [`fanart/${DECOMPOSED}.png`]: '' });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

/** A Mac's disk, on which both forms lead to the same file. */
const ofMac: NonNullable<Parameters<typeof readMediaIndex>[2]> = (path, options) =>
  stat(join(root, relative(root, path).normalize('NFD')), options);

test.each([
  [`${COMPOSED}/${COMPOSED}`, true],
  [`${DECOMPOSED}/${DECOMPOSED}`, true],
  [`${COMPOSED}/Other`, false],
])('a medium is found under each form of its name (%s) if the disk treats them alike', async (stem, there) => {
  expect((await readMediaIndex(root, ['covers', 'fanart'], ofMac)).has('covers', stem)).toBe(there);
  expect((await readMediaIndex(root, ['covers', 'fanart'], ofMac)).has('fanart', stem)).toBe(false);
});

test.skipIf(process.platform === 'darwin')('on other disks it is found only as it is written', async () => {
  const index = await readMediaIndex(root, ['covers']);
  expect(index.has('covers', `${DECOMPOSED}/${DECOMPOSED}`)).toBe(true);
  expect(index.has('covers', `${COMPOSED}/${COMPOSED}`)).toBe(false);
});

/** A memory card, which ignores case. */
const ofCard: typeof ofMac = (path, options) => stat(join(root, relative(root, path).toLowerCase()), options);

test('a medium is found in whatever case its name is written if the disk ignores case', async () => {
  writeTree(root, { 'marquees/sub/game (usa).png': 'x' });
  const index = await readMediaIndex(root, ['marquees'], ofCard);
  expect(index.has('marquees', 'Sub/Game (USA)')).toBe(true);
  expect(index.has('marquees', 'Sub/Other')).toBe(false);
  expect(index.caseCounts).toBe(false);
});

test.skipIf(process.platform !== 'linux')('on other disks its case matters', async () => {
  writeTree(root, { 'marquees/sub/game.png': 'x', 'COVERS/': '', 'FANART/': '', 'MARQUEES/': '' });
  const index = await readMediaIndex(root, ['marquees']);
  expect(index.has('marquees', 'sub/game')).toBe(true);
  expect(index.has('marquees', 'Sub/Game')).toBe(false);
  expect(index.caseCounts).toBe(true);
});

// Only Linux accepts any bytes as a name.
test.runIf(process.platform === 'linux')('a folder whose name is not UTF-8 hides only its own media', async () => {
  mkdirSync(Buffer.from(join(root, 'covers', 'Pok\xe9mon'), 'latin1'));
  writeTree(root, { [`covers/${DECOMPOSED}/left.romflow-tmp`]: '' });
  expect((await readMediaIndex(root, ['covers'])).has('covers', `${DECOMPOSED}/${DECOMPOSED}`)).toBe(true);
  expect(await sweepMedia(root)).toBe(1);
});
