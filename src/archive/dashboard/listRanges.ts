import type { ListKey } from '../../model/listPlace.js';

/** What a list is sorted by: a column, which may be null, and then a number that is not. An index has both. */
export interface Sorting {
  /** Equal to `number` when the list is sorted by that alone. */
  readonly column: string;
  /** Such as `NOCASE`, for a text column. */
  readonly collation?: string;
  readonly number: string;
  readonly order: 'asc' | 'desc';
}

/** A condition in SQL, and its values. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | null)[];
}

/** A range of a list. */
export interface ListRange extends Condition {
  /** What its rows are sorted by, for ORDER BY: the number alone when all rows have the same value. */
  readonly by: readonly ('value' | 'number')[];
}

const LEAST = '-9223372036854775808';

/** The column as the index has it. */
export const sorted = ({ column, collation = 'BINARY' }: Sorting): string => `${column} COLLATE ${collation}`;

/**
 * The part of a list that comes after a row, as consecutive pieces: each is one range of the index, even where many rows
 * have the same value or none, so each is found by a seek. Comparing row values, `(a, b) > (?, ?)`, would be shorter, but
 * with a collation SQLite scans the index for it, and no row value compares with NULL.
 *
 * @param from - null: the whole list
 * @see https://sqlite.org/rowvalue.html#scrolling_window_queries
 */
export function listRanges(sorting: Sorting, from: ListKey | null): readonly ListRange[] {
  const { column, number, order } = sorting;
  const ascending = order === 'asc';
  const beyond = ascending ? '>' : '<';
  const further = `${number} ${beyond} CAST(? AS INTEGER)`;
  if (column === number) {
    const [sql, values] = from === null ? [`${number} >= ${LEAST}`, []] : [further, [from.id]];
    return [{ sql, values, by: ['number'] }];
  }
  const nulls: ListRange = { sql: `${column} IS NULL`, values: [], by: ['number'] };
  // IS NOT NULL has no collation, so it would not be looked up in an index that has one.
  const known = sorting.collation === undefined ? `${column} IS NOT NULL` : `${sorted(sorting)} >= ''`;
  const others: ListRange = { sql: known, values: [], by: ['value', 'number'] };
  if (from === null) return ascending ? [nulls, others] : [others, nulls];
  const { value, id } = from;
  const equal: ListRange = { sql: `${sorted(sorting)} IS ? AND ${further}`, values: [value, id], by: ['number'] };
  if (value === null) return ascending ? [equal, others] : [equal];
  const rest: ListRange = { sql: `${sorted(sorting)} ${beyond} ?`, values: [value], by: ['value', 'number'] };
  return ascending ? [equal, rest] : [equal, rest, nulls];
}
