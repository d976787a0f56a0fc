import { z } from 'zod';
import type { ListPlace } from '../../model/listPlace.js';
import { listPlace } from './places.js';

export const count = z.int().nonnegative();
export const text = z.string();
export const time = z.iso.datetime().describe('UTC');

/** The body of every response other than 2xx. */
export const apiError = z
  .object({ error: text.describe('one sentence: what is wrong and what to do') })
  .meta({ id: 'Error' });

/** Maximum number of items on a page. */
const MAX_PAGE_SIZE = 100;

/** The query parameters that ask for a page of a list. */
export const pageQuery = {
  page: listPlace.default('first').describe('first, last, or a value that an answer gave as previous or next'),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
};

/** The same, parsed. */
export interface PageQuery {
  readonly page: ListPlace;
  readonly pageSize: number;
}

const place = text.nullable();

/** The fields that every page of a list has besides its items. */
export const pageFields = {
  pageSize: count,
  total: count.nullable().describe('items on all pages; null: they would have to be counted one by one'),
  previous: place.describe('the page before this one; null: this is the first'),
  next: place.describe('the page after this one; null: this is the last'),
  searchOn: place.describe(
    'the page to request next to fill this one, as a request looks at a limited number of games; null: it is complete',
  ),
};
