import { z } from 'zod';
import type { ListKey, ListPage, ListPlace } from '../../model/listPlace.js';
import type { Connection } from '../connection.js';
import { type KeyedList, isBackwards, stretchesOf } from './listStatements.js';

/** Which page of a list. */
export interface PageRequest {
  readonly place: ListPlace;
  readonly pageSize: number;
}

const count = z.object({ count: z.int() });
// A TIMESTAMP column stores whatever looks like a number as a number.
const keyRow = z
  .object({
    key_value: z.union([z.string(), z.number().transform(String)]).nullable(),
    key_number: z.number().transform(String),
  })
  .transform(({ key_value: value, key_number: id }): { readonly key: ListKey } => ({ key: { value, id } }));

/**
 * Finds a page of a list by the key at which it begins or ends, so that a page far down costs as much as the first one.
 * Where rows have to be examined, only a limited number are: the page may be short then, and says where to continue.
 *
 * @param row - parses `columns`
 * @param total - how many rows match in all; null when unknown
 */
export function listPage<T>(
  db: Connection,
  row: z.ZodType<T>,
  list: KeyedList,
  { place, pageSize, total }: PageRequest & { readonly total: number | null },
): ListPage<T> {
  const backwards = isBackwards(place);
  // The last page has as many rows as if pages were counted from the first one.
  const size = place === 'last' && total !== null ? total % pageSize || pageSize : pageSize;
  const keyed = keyRow.and(row.transform((item) => ({ item })));
  const found: z.infer<typeof keyed>[] = [];
  let edge: ListKey | null = null;
  for (const { rows, edge: lastLookedAt } of stretchesOf(list, place)) {
    found.push(...db.many(keyed, rows.sql, ...rows.values, String(size + 1 - found.length)));
    if (found.length > size) break;
    edge = list.wanted.length === 0 ? null : (db.one(keyRow, lastLookedAt.sql, ...lastLookedAt.values)?.key ?? null);
    if (edge !== null) break;
  }
  const shown = found.slice(0, size);
  const first = shown[0]?.key ?? edge;
  const last = found.length > size ? (shown.at(-1)?.key ?? null) : edge;
  const onward = last === null ? null : backwards ? { before: last } : { after: last };
  const back = first === null ? (backwards ? 'first' : 'last') : backwards ? { after: first } : { before: first };
  const behind = place === 'first' || place === 'last' ? null : back;
  const rows = shown.map(({ item }) => item);
  return {
    rows: backwards ? rows.toReversed() : rows,
    total: behind === null && onward === null ? rows.length : total,
    previous: backwards ? onward : behind,
    next: backwards ? behind : onward,
    searchOn: shown.length < size && edge !== null ? onward : null,
  };
}

/** How many rows of a list match, for a list no longer than {@link MAX_ROWS_EXAMINED}. */
export function countWanted(db: Connection, list: KeyedList): number {
  return stretchesOf(list, 'first')
    .map(({ count: { sql, values } }) => db.one(count, sql, ...values)?.count ?? 0)
    .reduce((all, some) => all + some, 0);
}
