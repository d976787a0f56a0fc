import { expect, test } from 'vitest';
import { isStorable } from '../../src/formats/storableJson.js';

const arrays = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const objects = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

test.each([
  [0, true],
  [1, true],
  [1000, true],
  [1001, false],
  [200_000, false],
])('objects nested %i levels deep: %s', (levels, storable) => {
  expect(isStorable(objects(levels))).toBe(storable);
});

test.each([
  [1000, true],
  [1001, false],
  [200_000, false],
])('arrays nested %i levels deep: %s', (levels, storable) => {
  expect(isStorable(arrays(levels))).toBe(storable);
  expect(isStorable([null, 'a', { b: 1 }, arrays(levels - 1)])).toBe(storable);
});

test.each([null, true, 0, '', [], {}])('%j is storable', (json) => {
  expect(isStorable(json)).toBe(true);
});

test('what is storable can be serialized, indented as well', () => {
  expect(JSON.parse(JSON.stringify(objects(1000), null, 2))).toEqual(objects(1000));
});
