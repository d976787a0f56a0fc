import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockArchive } from '../../src/archive/lock.js';
import { lockHolder } from '../../src/archive/lockHolder.js';
import { ArchiveError } from '../../src/model/errors.js';
import { newFolder } from './archiveFolder.js';
import { write } from './dashboard/filledArchive.js';

const now = (): Date => new Date(5000);

test('returns who holds the lock, and never takes it itself', () => {
  const rhdata = join(newFolder(), 'rhdata.db');
  expect(lockHolder(rhdata)).toBeNull();
  const lock = lockArchive(rhdata, now);
  expect(lockHolder(rhdata)).toEqual({ since: 5000 });
  expect(lockHolder(rhdata)).toEqual({ since: 5000 });
  lock.release();
  expect(lockHolder(rhdata)).toBeNull();
  lockArchive(rhdata, now).release();
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'if the lock may not be tried, a live process of this machine counts as its holder',
  () => {
    const rhdata = join(newFolder(), 'rhdata.db');
    lockArchive(rhdata, now).release();
    expect(lockHolder(rhdata)).toBeNull();
    chmodSync(`${rhdata}.lock`, 0o444);
    expect(lockHolder(rhdata)).toEqual({ since: 5000 });
  },
);

test.skipIf(process.platform === 'win32').each(['.lock', '.lock-journal'])(
  'a pipe named like the database with %j after it is not waited for: no holder is returned, and no run begins',
  (suffix) => {
    const rhdata = join(newFolder(), 'rhdata.db');
    if (suffix !== '.lock') lockArchive(rhdata, now).release();
    execFileSync('mkfifo', [`${rhdata}${suffix}`]);
    expect(lockHolder(rhdata)).toBeNull();
    expect(() => lockArchive(rhdata, now)).toThrow(
      new ArchiveError(`Cannot read ${rhdata}${suffix}: it is a device, a pipe or a socket, not a file; move it away.`),
    );
  },
);

test('a process that is gone holds nothing', () => {
  const rhdata = join(newFolder(), 'rhdata.db');
  const lock = lockArchive(rhdata, now);
  lock.release();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  write(`${rhdata}.lock`, `UPDATE holder SET pid = ${String(pid)}`);
  expect(lockHolder(rhdata)).toBeNull();
});
