import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { type Connection, connect } from '../../../src/archive/connection.js';
import { countWanted, listPage } from '../../../src/archive/dashboard/listPage.js';
import type { Condition } from '../../../src/archive/dashboard/listRanges.js';
import { type KeyedList, MAX_ROWS_EXAMINED } from '../../../src/archive/dashboard/listStatements.js';
import type { ListPage, ListPlace } from '../../../src/model/listPlace.js';

const row = z.object({ id: z.number() }).transform(({ id }) => id);

/** A table with some rows. */
function table(rows: string): Connection {
  const db = connect(':memory:', () => '');
  onTestFinished(db.close);
  db.script(`CREATE TABLE list (id INTEGER PRIMARY KEY, name varchar(255), added TIMESTAMP);
    CREATE INDEX by_name ON list (name COLLATE NOCASE, id); CREATE INDEX by_added ON list (added);
    INSERT INTO list ${rows}`);
  return db;
}

const SORTINGS = {
  name: { column: 'name', collation: 'NOCASE', number: 'id' },
  added: { column: 'added', number: 'id' },
  id: { column: 'id', number: 'id' },
} as const;

const listOf = (sort: keyof typeof SORTINGS, order: 'asc' | 'desc', ...wanted: readonly Condition[]): KeyedList => ({
  from: 'list',
  sorting: { ...SORTINGS[sort], order },
  columns: ['id', 'name'],
  wanted,
});

/** All pages from one end, in one direction. */
function walk(page: (place: ListPlace) => ListPage<number>, from: 'first' | 'last'): readonly (readonly number[])[] {
  const pages: (readonly number[])[] = [];
  for (let place: ListPlace | null = from; place !== null;) {
    const found: ListPage<number> = page(place);
    expect(found[from === 'first' ? 'previous' : 'next'] === null).toBe(place === from);
    pages.push(found.rows);
    place = from === 'first' ? found.next : found.previous;
  }
  return pages;
}

/** Equal values, values that differ only in case, none, wildcards and quotes, and a time that is a number. */
const ODD = `VALUES (1, 'b', NULL), (2, 'B', '2020-01-01'), (3, '', '2020-01-01'), (4, NULL, 2019), (5, 'a:b%_''', NULL),
  (6, 'b', '2020-01-01'), (7, NULL, '2020-01-02'), (8, 'É', 2019), (9, 'a', 7.5), (10, 'Z', ''), (11, 'b', 'never')`;

describe.each(['name', 'added', 'id'] as const)('a list by %s', (sort) => {
  test.each(['asc', 'desc'] as const)(
    '%s has the same rows in the same order on pages of any size, read from either end',
    (order) => {
      const db = table(ODD);
      const sorted = listOf(sort, order);
      const column = sort === 'name' ? 'name COLLATE NOCASE' : sort;
      const all = db.many(row, `SELECT id FROM list ORDER BY ${column} ${order}, id ${order}`);
      for (const pageSize of [1, 2, 3, 4, 11, 50]) {
        const page = (place: ListPlace): ListPage<number> => listPage(db, row, sorted, { place, pageSize, total: 11 });
        const forwards = walk(page, 'first');
        expect(forwards.flat()).toEqual(all);
        expect(walk(page, 'last').toReversed()).toEqual(forwards);
      }
    },
  );
});

test('going back from a page leads to the one before it', () => {
  const db = table(ODD);
  const page = (place: ListPlace): ListPage<number> =>
    listPage(db, row, listOf('name', 'asc'), { place, pageSize: 3, total: null });
  const first = page('first');
  const second = page(first.next ?? 'last');
  expect(page(second.previous ?? 'last')).toMatchObject({ rows: first.rows, previous: null });
  expect(page(page(first.next ?? 'last').next ?? 'last').previous).not.toBeNull();
});

test('a place remains valid when its row is gone; past the end, there is only the way back', () => {
  const db = table(ODD);
  const page = (place: ListPlace): ListPage<number> =>
    listPage(db, row, listOf('id', 'asc'), { place, pageSize: 2, total: 11 });
  db.run('DELETE FROM list WHERE id = 4');
  expect(page({ after: { id: '4', value: '4' } })).toMatchObject({ rows: [5, 6], previous: { before: { id: '5' } } });
  expect(page({ after: { id: '99', value: null } })).toMatchObject({ rows: [], previous: 'last', next: null });
  expect(page({ before: { id: '1', value: null } })).toMatchObject({ rows: [], previous: null, next: 'first' });
});

describe('a filtered list', () => {
  const MANY = 2 * MAX_ROWS_EXAMINED + 5;
  /** The third row and the last one. */
  const WANTED = [3, MANY];
  const many = (): Connection =>
    table(`SELECT value, 'game', '2020-01-01' FROM json_each('[${WANTED.join()}]')
      UNION ALL SELECT n, 'other', '2020-01-01' FROM (
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${MANY}) SELECT n FROM number)
      WHERE n NOT IN (${WANTED.join()})`);
  const wanted = listOf('added', 'asc', { sql: 'name LIKE ?', values: ['%game%'] });

  test('examines a limited number of rows at a time, and continues from there', () => {
    const db = many();
    const page = (place: ListPlace, pageSize = 50): ListPage<number> =>
      listPage(db, row, wanted, { place, pageSize, total: null });
    const first = page('first');
    expect(first).toMatchObject({ rows: [3], previous: null, searchOn: { after: { id: String(MAX_ROWS_EXAMINED) } } });
    expect(first.next).toEqual(first.searchOn);
    const second = page(first.searchOn ?? 'last');
    expect(second).toMatchObject({ rows: [], searchOn: { after: { id: String(2 * MAX_ROWS_EXAMINED) } } });
    expect(page(second.searchOn ?? 'first')).toMatchObject({ rows: [MANY], next: null, searchOn: null });
    expect(page('last')).toMatchObject({ rows: [MANY], next: null, searchOn: { before: { id: '20006' } } });
  });

  test('returns a page as soon as it is full', () => {
    const db = many();
    const page = listPage(db, row, wanted, { place: 'first', pageSize: 1, total: null });
    expect(page).toMatchObject({ rows: [3], searchOn: null, next: { after: { id: String(MAX_ROWS_EXAMINED) } } });
    expect(countWanted(table(ODD), listOf('name', 'asc', { sql: "name LIKE '%b%'", values: [] }))).toBe(5);
  });

  test('can be read from either end, each row once', () => {
    const db = many();
    const page = (place: ListPlace): ListPage<number> => listPage(db, row, wanted, { place, pageSize: 1, total: null });
    expect(walk(page, 'first').flat()).toEqual(WANTED);
    expect(walk(page, 'last').flat()).toEqual(WANTED.toReversed());
  });
});
