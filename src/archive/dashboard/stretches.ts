import type { ListKey } from '../../model/listPlace.js';

/** What a list is sorted by: a column, which may be null, and after that a number that is not. An index has both. */
export interface Sorting {
  /** The very `number` where the list is sorted by that alone. */
  readonly column: string;
  /** Such as `NOCASE`, of a column of text. */
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
export interface Stretch extends Condition {
  /** What its rows are sorted by, for ORDER BY: in one where all have the same value, the number alone. */
  readonly by: readonly ('value' | 'number')[];
}

const LEAST = '-9223372036854775808';

/** The column as the index has it. */
export const sorted = ({ column, collation = 'BINARY' }: Sorting): string => `${column} COLLATE ${collation}`;

/**
 * What of a list comes after a row, in pieces that come one after the other: each is one range of the index, also where many
 * rows have the same value or none, so each is found at once. Comparing pairs, `(a, b) > (?, ?)`, would be shorter, but with
 * a collation SQLite reads the index through for it, and there is no pair with a null.
 *
 * @param from - null: the whole list
 * @see https://sqlite.org/rowvalue.html#scrolling_window_queries
 */
export function stretches(sorting: Sorting, from: ListKey | null): readonly Stretch[] {
  const { column, number, order } = sorting;
  const ascending = order === 'asc';
  const beyond = ascending ? '>' : '<';
  const further = `${number} ${beyond} CAST(? AS INTEGER)`;
  if (column === number) {
    const [sql, values] = from === null ? [`${number} >= ${LEAST}`, []] : [further, [from.id]];
    return [{ sql, values, by: ['number'] }];
  }
  const nulls: Stretch = { sql: `${column} IS NULL`, values: [], by: ['number'] };
  // IS NOT NULL knows no collation, so that it would not be looked up in an index that has one.
  const known = sorting.collation === undefined ? `${column} IS NOT NULL` : `${sorted(sorting)} >= ''`;
  const others: Stretch = { sql: known, values: [], by: ['value', 'number'] };
  if (from === null) return ascending ? [nulls, others] : [others, nulls];
  const { value, id } = from;
  const equal: Stretch = { sql: `${sorted(sorting)} IS ? AND ${further}`, values: [value, id], by: ['number'] };
  if (value === null) return ascending ? [equal, others] : [equal];
  const rest: Stretch = { sql: `${sorted(sorting)} ${beyond} ?`, values: [value], by: ['value', 'number'] };
  return ascending ? [equal, rest] : [equal, rest, nulls];
}
