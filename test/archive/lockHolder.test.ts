import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import { lockHeld } from '../../src/archive/lockHeld.js';
import { newFolder } from './archiveFolder.js';
import { write } from './dashboard/filledArchive.js';

const now = (): Date => new Date(0);

test('it tells whether somebody is at work, and never takes the lock itself', () => {
  const rhdata = join(newFolder(), 'rhdata.db');
  expect(lockHeld(rhdata)).toBe(false);
  const lock = lockArchive(rhdata, now);
  expect(lockHeld(rhdata)).toBe(true);
  expect(lockHeld(rhdata)).toBe(true);
  lock.release();
  expect(lockHeld(rhdata)).toBe(false);
  lockArchive(rhdata, now).release();
});

test('a process that is gone holds nothing', () => {
  const rhdata = join(newFolder(), 'rhdata.db');
  const lock = lockArchive(rhdata, now);
  lock.release();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  write(`${rhdata}.lock`, `UPDATE holder SET pid = ${String(pid)}`);
  expect(lockHeld(rhdata)).toBe(false);
});
