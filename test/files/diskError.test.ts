import { expect, test } from 'vitest';
import { concernsOnePlace, diskError, readError } from '../../src/files/diskError.js';
import { ArchiveError, PatchError } from '../../src/model/errors.js';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: original`), { code });

test.each([
  ['ENOSPC', 'Cannot write /a/b: the disk is full; free some space and run again.'],
  ['EACCES', 'Cannot write /a/b: you have no write permission; change its permissions or choose another place.'],
  ['EROFS', 'Cannot write /a/b: the disk is read-only; choose another place.'],
  ['ENOENT', 'Cannot write /a/b: its folder is missing; create the folder or choose another place.'],
  ['EEXIST', 'Cannot write /a/b: a file, or a link to a disk that is not mounted, is in its place; move it away.'],
  ['EINVAL', 'Cannot write /a/b: its disk does not accept this name; choose another one.'],
  ['EIO', 'Cannot write /a/b: the system says EIO; check the disk and run again.'],
])('%s is reported in one sentence', (code, message) => {
  const cause = systemError(code);
  const error = diskError('Cannot write', '/a/b', cause);
  expect(error).toBeInstanceOf(ArchiveError);
  expect(error).toMatchObject({ message, cause });
});

test.each([
  ['EACCES', 'Cannot read /a/b: you have no read permission; change its permissions or those of its folder.'],
  ['EPERM', 'Cannot read /a/b: you have no read permission; change its permissions or those of its folder.'],
  ['ENOENT', 'Cannot read /a/b: it no longer exists; run again.'],
  ['EISDIR', 'Cannot read /a/b: a folder is in its place; move that folder away.'],
  ['EIO', 'Cannot read /a/b: the system says EIO; check the disk and run again.'],
])('%s while reading is reported in a sentence of its own', (code, message) => {
  const cause = systemError(code);
  const error = readError('Cannot read', '/a/b', cause);
  expect(error).toBeInstanceOf(ArchiveError);
  expect(error).toMatchObject({ message, cause });
});

test.each<unknown>([new PatchError('broken'), new TypeError('a bug'), 'a word', null])(
  '%s is passed through',
  (error) => {
    expect(diskError('Cannot write', '/a/b', error)).toBe(error);
    expect(readError('Cannot read', '/a/b', error)).toBe(error);
  },
);

test.each([
  ['EACCES', true],
  ['ENOTDIR', true],
  ['EINVAL', true],
  ['ENOSPC', false],
  ['EROFS', false],
  ['EIO', false],
])('%s concerns only one place: %s', (code, expected) => {
  const error = diskError('Cannot write', '/a/b', systemError(code));
  expect(error instanceof ArchiveError && concernsOnePlace(error)).toBe(expected);
});

test('an error that is not a disk failure concerns no place', () => {
  expect(concernsOnePlace(new ArchiveError('damaged'))).toBe(false);
});
