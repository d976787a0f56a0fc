import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSizes, folderSize } from '../../src/files/folderSize.js';
import { ArchiveError } from '../../src/model/errors.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-size-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  [0, 0],
  [1, 0],
  [32, 496],
  [100, 4950],
])('%d files of %d bytes', async (files, bytes) => {
  for (let index = 0; index < files; index += 1) writeFileSync(join(folder, String(index)), 'x'.repeat(index));
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, 'below', 'it'), 'not counted');
  expect(await folderSize(folder)).toEqual({ files, bytes });
});

test('missing files count as empty; something other than a folder is an error', async () => {
  writeFileSync(join(folder, 'file'), 'abc');
  expect(await folderSize(join(folder, 'none'))).toEqual({ files: 0, bytes: 0 });
  expect(await fileSizes([join(folder, 'none'), join(folder, 'file'), folder])).toEqual({ files: 1, bytes: 3 });
  await expect(folderSize(join(folder, 'file'))).rejects.toThrow(ArchiveError);
});
