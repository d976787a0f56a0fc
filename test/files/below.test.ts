import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { below } from '../../src/files/below.js';

const root = resolve('roms', 'psx');
const folder = join(root, 'sub');

test.each([
  ['Game.cue', ['sub', 'Game.cue']],
  ['./Game.cue', ['sub', 'Game.cue']],
  ['discs/Game.cue', ['sub', 'discs', 'Game.cue']],
  ['discs\\Game.cue', ['sub', 'discs', 'Game.cue']],
  ['../Game.cue', ['Game.cue']],
  ['../..Game.cue', ['..Game.cue']],
  ['../../psx/Game.cue', ['Game.cue']],
])('%s stays inside', (name, parts) => {
  expect(below(root, folder, name)).toBe(join(root, ...parts));
});

test.each([
  '..',
  '../..',
  '../../Game.cue',
  '..\\..\\Game.cue',
  '../../psx2/Game.cue',
  'a/../../../Game.cue',
  '/etc/passwd',
  resolve('elsewhere', 'Game.cue'),
])('%s leads out', (name) => {
  expect(below(root, folder, name)).toBeNull();
});

test('an absolute path may stay inside', () => {
  expect(below(root, folder, join(root, 'Game.cue'))).toBe(join(root, 'Game.cue'));
});
