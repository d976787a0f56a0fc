import { expect, test } from 'vitest';
import { isGameId } from '../../src/formats/gameId.js';

test.each(['0', '7', '007', '38660', '9'.repeat(20)])('%s is an id', (text) => {
  expect(isGameId(text)).toBe(true);
});

test.each(['', ' 7', '7\n', '-7', '7.0', '1e3', '0x7', '７', 'a', '../7', '9'.repeat(21)])('%j is no id', (text) => {
  expect(isGameId(text)).toBe(false);
});
