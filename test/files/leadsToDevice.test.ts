import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leadsToDevice } from '../../src/files/leadsToDevice.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-device-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a file, a folder and nothing at all are not devices', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  symlinkSync(file, join(folder, 'link'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  for (const path of [file, folder, join(folder, 'link'), join(folder, 'dangling'), join(folder, 'nothing')]) {
    expect(await leadsToDevice(path)).toBe(false);
  }
});

test.skipIf(process.platform === 'win32')('a device and a pipe are, even through a link', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  symlinkSync(pipe, join(folder, 'link'));
  for (const path of ['/dev/null', pipe, join(folder, 'link')]) expect(await leadsToDevice(path)).toBe(true);
});
