import { z } from 'zod';
import type { ListPlace } from '../../model/listPlace.js';
import { listPlace } from './places.js';

export const count = z.int().nonnegative();
export const text = z.string();
export const time = z.iso.datetime().describe('UTC');

/** What every answer but 2xx holds. */
export const apiError = z
  .object({ error: text.describe('one sentence: what is wrong and what to do') })
  .meta({ id: 'Error' });

/** The most items on a page. */
const MOST_A_PAGE = 100;

/** Which page of a list is asked for. */
export const pageQuery = {
  page: listPlace.default('first').describe('first, last, or a value that an answer gave as previous or next'),
  pageSize: z.coerce.number().int().min(1).max(MOST_A_PAGE).default(50),
};

/** Which page of a list is asked for, understood. */
export interface PageQuery {
  readonly page: ListPlace;
  readonly pageSize: number;
}

const place = text.nullable();

/** What every page of a list tells besides its items. */
export const pageFields = {
  pageSize: count,
  total: count.nullable().describe('items on all pages; null: they would have to be counted one by one'),
  previous: place.describe('the page before this one; null: this is the first'),
  next: place.describe('the page after this one; null: this is the last'),
  searchOn: place.describe(
    'the page to request next to fill this one, as a request looks at a limited number of games; null: it is complete',
  ),
};
