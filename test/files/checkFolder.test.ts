import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('an existing folder is written to, and nothing is left in it', async () => {
  expect(await checkFolder('x', folder)).toEqual({
    name: 'x',
    verdict: 'ok',
    message: `${folder} can be written to`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a missing folder is not made', async () => {
  const missing = join(folder, 'a', 'b');
  expect(await checkFolder('x', missing)).toMatchObject({
    verdict: 'note',
    message: `${missing} does not exist yet and will be created`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['in whose place a file stands', 'file', 'a file is in its place; move that file away.'],
  ['above which a file stands', join('file', 'below', 'it'), 'is where its folder should be; move it away.'],
])('reports a folder %s', async (_, name, told) => {
  writeFileSync(join(folder, 'file'), '');
  const { verdict, message } = await checkFolder('x', join(folder, name));
  expect(verdict).toBe('problem');
  expect(message.endsWith(told)).toBe(true);
});

test.each([
  ['in whose place a link leads nowhere, as to a disk that is not mounted', 'link'],
  ['above which a link leads nowhere', join('link', 'below', 'it')],
])('reports a folder %s', async (_, name) => {
  symlinkSync(join(folder, 'unmounted', 'disk'), join(folder, 'link'), 'junction');
  expect(await checkFolder('x', join(folder, name))).toEqual({
    name: 'x',
    verdict: 'problem',
    message: `Cannot use the folder ${join(folder, 'link')}: it is a dangling link; mount the disk that it leads to, or remove the link.`,
  });
});

test.runIf(process.platform === 'linux')('reports a folder that nobody can write to', async () => {
  const { verdict, message } = await checkFolder('x', '/proc/self');
  expect(verdict).toBe('problem');
  expect(message).toMatch(/^Cannot write to \/proc\/self: /);
});
