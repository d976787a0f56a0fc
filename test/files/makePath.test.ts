import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FolderMaker, makePath, makePathSync } from '../../src/files/makePath.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'romflow-path-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('makes a folder with those above it, and is content with one that is there', async () => {
  const folder = newFolder();
  for (let time = 0; time < 2; time += 1) {
    await makePath(join(folder, 'a', 'b'));
    makePathSync(join(folder, 'c', 'd'));
  }
  expect(existsSync(join(folder, 'a', 'b')) && existsSync(join(folder, 'c', 'd'))).toBe(true);
});

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** As Node makes folders where there is `/disk`, and nothing can be made below it. */
function refusing(code: string): FolderMaker {
  const mkdirSync: FolderMaker['mkdirSync'] = (path, options) => {
    throw systemError(options === undefined && path === join('/disk', 'a') ? code : 'ENOENT');
  };
  return { mkdirSync, mkdir: () => Promise.reject(systemError('ENOENT')) };
}

test.each(['EROFS', 'EDQUOT', 'EIO'])('%s is told as such, where Node says that something is missing', async (code) => {
  for (const path of [join('/disk', 'a'), join('/disk', 'a', 'b', 'c')]) {
    await expect(makePath(path, refusing(code))).rejects.toThrow(code);
    expect(() => {
      makePathSync(path, refusing(code));
    }).toThrow(code);
  }
});

test.skipIf(process.platform === 'win32')('a link to nothing in the way is told as Node tells it', () => {
  const folder = newFolder();
  symlinkSync(join(folder, 'gone'), join(folder, 'link'));
  expect(() => {
    makePathSync(join(folder, 'link', 'a'));
  }).toThrow(/^ENOENT/);
});
