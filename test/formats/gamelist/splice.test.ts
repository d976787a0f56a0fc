import { expect, test } from 'vitest';
import { applySplices } from '../../../src/formats/gamelist/splice.js';

test('splices are applied in the order of the text, and those at the same place in their own order', () => {
  const splices = [
    { start: 5, end: 6, text: 'F' },
    { start: 2, end: 4, text: '' },
    { start: 2, end: 2, text: '1' },
    { start: 2, end: 2, text: '2' },
    { start: 4, end: 4, text: '3' },
  ];
  expect(applySplices('abcdef', splices)).toBe('ab123eF');
  expect(applySplices('abcdef', [])).toBe('abcdef');
});

test('overlapping splices are refused', () => {
  const overlapping = [
    { start: 0, end: 3, text: '' },
    { start: 2, end: 4, text: '' },
  ];
  expect(() => applySplices('abcdef', overlapping)).toThrow(RangeError);
});
