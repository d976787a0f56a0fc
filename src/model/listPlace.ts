/** The position of a row in an ordered list: its sort value, as text, and the number that breaks ties. */
export interface ListKey {
  /** Null: the row has none. */
  readonly value: string | null;
  readonly id: string;
}

/** Which page of a list: the first, the last, or the one after or before a row, which need not exist any more. */
export type ListPlace = 'first' | 'last' | { readonly after: ListKey } | { readonly before: ListKey };

/** A page of a list, found by key: no page costs more than another. */
export interface ListPage<T> {
  readonly rows: readonly T[];
  /** How many rows all pages have together; null when there are too many to count. */
  readonly total: number | null;
  /** Null: this is the first page. */
  readonly previous: ListPlace | null;
  /** Null: this is the last page. */
  readonly next: ListPlace | null;
  /** Where to continue the search for the rest of this page; null when the page is complete. */
  readonly searchOn: ListPlace | null;
}
