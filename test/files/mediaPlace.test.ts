import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertWithin, isPlainName } from '../../src/files/mediaPlace.js';
import { RomError } from '../../src/model/errors.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'romflow-place-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

describe('assertWithin', () => {
  it.each(['x.png', 'sub/x.png', '..x/y.png', 'sub/../x.png'])(
    'accepts %s, even though it does not exist',
    async (below) => {
      await expect(assertWithin(join(root, 'covers'), join(root, 'covers', below))).resolves.toBeUndefined();
    },
  );

  it.each(['../x.png', '../covers2/x.png', 'sub/../../x.png', '.', '..'])('refuses %s', async (below) => {
    await expect(assertWithin(join(root, 'covers'), join(root, 'covers', below))).rejects.toThrow(RomError);
  });

  it('accepts a link that stays within the folder', async () => {
    mkdirSync(join(root, 'covers', 'real'), { recursive: true });
    symlinkSync(
      join(root, 'covers', 'real'),
      join(root, 'covers', 'link'),
      process.platform === 'win32' ? 'junction' : 'dir',
    );
    await expect(assertWithin(join(root, 'covers'), join(root, 'covers/link/x.png'))).resolves.toBeUndefined();
  });

  it('refuses a link that leads out of the folder, and a path outside that leads in', async () => {
    const kind = process.platform === 'win32' ? 'junction' : 'dir';
    mkdirSync(join(root, 'covers'));
    symlinkSync(root, join(root, 'covers', 'out'), kind);
    symlinkSync(join(root, 'covers'), join(root, 'in'), kind);
    await expect(assertWithin(join(root, 'covers'), join(root, 'covers/out/x.png'))).rejects.toThrow(RomError);
    await expect(assertWithin(join(root, 'covers'), join(root, 'in/x.png'))).rejects.toThrow(RomError);
  });
});

describe('isPlainName', () => {
  it.each(['snes', 'pc-98', 'Super Famicom', '.hidden', 'ポケモン'])('accepts %s', (name) => {
    expect(isPlainName(name)).toBe(true);
  });

  it.each(['', '.', '..', '...', 'a/b', 'a\\b', 'c:', 'a\0'])('rejects %j', (name) => {
    expect(isPlainName(name)).toBe(false);
  });
});
