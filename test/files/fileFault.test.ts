import { expect, test } from 'vitest';
import { fileFault } from '../../src/files/fileFault.js';
import { RomError } from '../../src/model/errors.js';

test.each([
  ['EACCES', '/a.nes cannot be read: you have no read permission; change its permissions.'],
  ['ENOENT', '/a.nes cannot be read: it no longer exists.'],
  ['EFOO', '/a.nes cannot be read: the system says EFOO.'],
])('%s', (code, message) => {
  const cause = Object.assign(new Error('x'), { code });
  const error = fileFault('/a.nes', cause);
  expect(error).toBeInstanceOf(RomError);
  expect(error).toMatchObject({ message, cause });
});

test('an error that is not a disk failure is returned unchanged', () => {
  const error = new TypeError('a bug');
  expect(fileFault('/a.nes', error)).toBe(error);
  expect(fileFault('/a.nes', 'text')).toBe('text');
});
