import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkFolder } from '../../src/files/checkFolder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'romflow-check-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('that is there is written to, and nothing stays in it', async () => {
  expect(await checkFolder('x', folder)).toEqual({
    name: 'x',
    verdict: 'ok',
    message: `${folder} can be written to`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('that is not there is not made', async () => {
  const missing = join(folder, 'a', 'b');
  expect(await checkFolder('x', missing)).toMatchObject({
    verdict: 'note',
    message: `${missing} is not there yet and will be made`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['in whose place a file stands', 'file'],
  ['above which a file stands', join('file', 'below', 'it')],
])('%s', async (_, name) => {
  writeFileSync(join(folder, 'file'), '');
  const { verdict, message } = await checkFolder('x', join(folder, name));
  expect(verdict).toBe('problem');
  expect(message).toMatch(/a file stands .*; move that file away\.$/);
});

test.runIf(process.platform === 'linux')('that nobody can write to', async () => {
  const { verdict, message } = await checkFolder('x', '/proc/self');
  expect(verdict).toBe('problem');
  expect(message).toMatch(/^Cannot write to \/proc\/self: /);
});
