import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isGone } from '../../src/files/isGone.js';
import { writeTree } from './fileTree.js';

const WINDOWS = process.platform === 'win32';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-gone-'));
  writeTree(folder, { 'a.nes': '', 'sub/b.nes': '' });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(['a.nes', 'sub', 'sub/b.nes', 'sub/../a.nes'])('%s is there', (path) => {
  expect(isGone(join(folder, path))).toBe(false);
});

test.each(['b.nes', 'gone/b.nes', 'a.nes/b.nes', `${'a'.repeat(300)}.nes`])('%s is gone', (path) => {
  expect(isGone(join(folder, path))).toBe(true);
});

test.skipIf(WINDOWS)('a link that leads nowhere, or to itself, is gone', () => {
  for (const target of ['elsewhere.nes', 'link.nes']) {
    symlinkSync(target, join(folder, 'link.nes'));
    expect(isGone(join(folder, 'link.nes'))).toBe(true);
    rmSync(join(folder, 'link.nes'));
  }
});

// A superuser may look into everything, and Windows has no such permissions.
test.skipIf(WINDOWS || process.getuid?.() === 0)('a file in an unreadable folder is not taken for gone', () => {
  chmodSync(join(folder, 'sub'), 0);
  expect(isGone(join(folder, 'sub', 'b.nes'))).toBe(false);
  chmodSync(join(folder, 'sub'), 0o700);
});
