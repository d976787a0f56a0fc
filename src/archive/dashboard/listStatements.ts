import type { ListPlace } from '../../model/listPlace.js';
import type { Bindable } from '../connection.js';
import { type Condition, type Sorting, listRanges, sorted } from './listRanges.js';

/** A list of rows in the order of an index. */
export interface KeyedList {
  /** A table, or tables joined. */
  readonly from: string;
  readonly sorting: Sorting;
  /** What is read of each row; a covering index has all of it. */
  readonly columns: readonly string[];
  /** Which rows the list has, as far as the index tells. */
  readonly within?: readonly string[];
  /** Which of them match, for which each has to be examined. */
  readonly wanted: readonly Condition[];
}

/**
 * How many rows are examined for a page, at most, in each stretch of the list: names in an index, which takes some ten
 * milliseconds.
 */
export const MAX_ROWS_EXAMINED = 20_000;

/** SQL and its values. */
interface Statement {
  readonly sql: string;
  readonly values: readonly Bindable[];
}

/** The statements for a stretch of a list. */
export interface StretchStatements {
  /** The matching ones of its first rows; the last parameter is how many of them to return. */
  readonly rows: Statement;
  /** The last of the rows that are examined; none when the stretch ends before. */
  readonly edge: Statement;
  /** How many of its first rows match. */
  readonly count: Statement;
}

/** The list from a place on, in the direction in which it is read. */
export function stretchesOf(list: KeyedList, place: ListPlace): readonly StretchStatements[] {
  const { from, columns, within = [], wanted } = list;
  const sorting = isBackwards(place) ? turned(list.sorting) : list.sorting;
  const { number, order } = sorting;
  const key = typeof place === 'string' ? null : 'after' in place ? place.after : place.before;
  const keys = `${sorted(sorting)} AS key_value, ${number} AS key_number`;
  const conditions = wanted.length === 0 ? '' : `WHERE ${wanted.map(({ sql }) => sql).join(' AND ')}`;
  const values = wanted.flatMap((condition) => condition.values);
  return listRanges(sorting, key).map((stretch) => {
    const where = [...within, stretch.sql].join(' AND ');
    const inOrder = `ORDER BY ${stretch.by.map((term) => `key_${term} ${order}`).join(', ')}`;
    const looked = `SELECT ${keys}, ${columns.join(', ')} FROM ${from} WHERE ${where} ${inOrder} LIMIT ${MAX_ROWS_EXAMINED}`;
    return {
      rows: {
        sql: `SELECT * FROM (${looked}) ${conditions} ${inOrder} LIMIT CAST(? AS INTEGER)`,
        values: [...stretch.values, ...values],
      },
      edge: {
        sql: `SELECT ${keys} FROM ${from} WHERE ${where} ${inOrder} LIMIT 1 OFFSET ${MAX_ROWS_EXAMINED - 1}`,
        values: stretch.values,
      },
      count: { sql: `SELECT count(*) AS count FROM (${looked}) ${conditions}`, values: [...stretch.values, ...values] },
    };
  });
}

const turned = (sorting: Sorting): Sorting => ({ ...sorting, order: sorting.order === 'asc' ? 'desc' : 'asc' });

/** Whether a page is read from its end. */
export const isBackwards = (place: ListPlace): boolean =>
  place === 'last' || (typeof place === 'object' && 'before' in place);
