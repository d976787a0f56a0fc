import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDiskSpace } from '../../src/files/checkDiskSpace.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const MIB = 2 ** 20;
test.each([
  [100 * MIB, 'problem', /^Only 0\.1 GiB are free for .*: free some space\.$/],
  [2048 * MIB, 'note', /^2\.0 GiB are free for .*; a game takes a few MB/],
  [100_000 * MIB, 'ok', /^97\.7 GiB are free for /],
])('with %d bytes free: %s', async (free, verdict, message) => {
  const asked: string[] = [];
  const check = await checkDiskSpace(join(folder, 'not', 'there'), (of) => {
    asked.push(of);
    return Promise.resolve(free);
  });
  expect(check.verdict).toBe(verdict);
  expect(check.message).toMatch(message);
  expect(asked).toEqual([folder]);
});

test('of this machine is reported', async () => {
  expect((await checkDiskSpace(folder)).message).toMatch(/GiB are free/);
});

test('that is not available is not a problem', async () => {
  const silent = Object.assign(new Error('no'), { code: 'ENOSYS' });
  expect(await checkDiskSpace(folder, () => Promise.reject(silent))).toMatchObject({ verdict: 'note' });
});
