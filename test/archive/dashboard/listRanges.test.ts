import { expect, test } from 'vitest';
import { type Sorting, listRanges } from '../../../src/archive/dashboard/listRanges.js';

const TIME = { column: 'added', number: 'id' };
const NAME = { ...TIME, column: 'name', collation: 'NOCASE' };
const KEY = { value: 'x', id: '7' };

/** Conditions with their values inserted in order. */
const ranges = (sorting: Sorting, ...[from]: readonly Parameters<typeof listRanges>[1][]): readonly string[] =>
  listRanges(sorting, from ?? null).map(({ sql, values }) =>
    values.reduce<string>((text, value) => text.replace('?', value ?? 'NULL'), sql),
  );

test('the whole list: null comes first, as SQLite sorts it', () => {
  expect(ranges({ ...TIME, order: 'asc' })).toEqual(['added IS NULL', 'added IS NOT NULL']);
  expect(ranges({ ...NAME, order: 'desc' })).toEqual(["name COLLATE NOCASE >= ''", 'name IS NULL']);
  expect(ranges({ column: 'id', number: 'id', order: 'asc' })).toEqual(['id >= -9223372036854775808']);
});

test('from a row on: rows with the same value, with other values, and with none', () => {
  expect(ranges({ ...NAME, order: 'asc' }, KEY)).toEqual([
    'name COLLATE NOCASE IS x AND id > CAST(7 AS INTEGER)',
    'name COLLATE NOCASE > x',
  ]);
  expect(ranges({ ...TIME, order: 'desc' }, KEY)).toEqual([
    'added COLLATE BINARY IS x AND id < CAST(7 AS INTEGER)',
    'added COLLATE BINARY < x',
    'added IS NULL',
  ]);
  expect(ranges({ ...TIME, order: 'asc' }, { ...KEY, value: null })).toEqual([
    'added COLLATE BINARY IS NULL AND id > CAST(7 AS INTEGER)',
    'added IS NOT NULL',
  ]);
  expect(ranges({ ...TIME, order: 'desc' }, { ...KEY, value: null })).toEqual([
    'added COLLATE BINARY IS NULL AND id < CAST(7 AS INTEGER)',
  ]);
  expect(ranges({ column: 'id', number: 'id', order: 'desc' }, KEY)).toEqual(['id < CAST(7 AS INTEGER)']);
});
