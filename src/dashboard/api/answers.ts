import { z } from 'zod';

export const count = z.int().nonnegative();
export const text = z.string();
export const time = z.iso.datetime().describe('UTC');

/** What every answer but 2xx holds. */
export const apiError = z
  .object({ error: text.describe('one sentence: what is wrong, what to do') })
  .meta({ id: 'Error' });

export type ApiError = z.infer<typeof apiError>;

/** The most items on a page. */
export const MOST_A_PAGE = 100;

/** A number as it stands in an address. */
const numberText = (most: number, byDefault: number) =>
  z.coerce.number().pipe(z.int().min(1).max(most)).default(byDefault);

/** Which page of a list is asked for. */
export const pageQuery = {
  page: numberText(1_000_000, 1).describe('from 1'),
  pageSize: numberText(MOST_A_PAGE, 50),
};

/** Which page of a list is asked for, understood. */
export interface PageQuery {
  readonly page: number;
  readonly pageSize: number;
}

/** What every page of a list tells besides its items. */
export const pageFields = {
  page: count,
  pageSize: count,
  total: count.describe('items on all pages'),
};
