/** Where a row stands in an ordered list: what the list is sorted by, as text, and the number that tells equal rows apart. */
export interface ListKey {
  /** Null: the row has none. */
  readonly value: string | null;
  readonly id: string;
}

/** Which page of a list: the first, the last, or the one behind or before a row, which need not be there any more. */
export type ListPlace = 'first' | 'last' | { readonly after: ListKey } | { readonly before: ListKey };

/** A page of a list, found by keys: none costs more than another. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  /** How many there are on all pages; null: too many to be counted. */
  readonly total: number | null;
  /** Null: this is the first page. */
  readonly previous: ListPlace | null;
  /** Null: this is the last page. */
  readonly next: ListPlace | null;
  /** Where the search for the rest of this page goes on; null: it is all there. */
  readonly searchOn: ListPlace | null;
}
