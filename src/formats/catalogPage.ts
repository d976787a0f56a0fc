import { z } from 'zod';
import type { ParsedPage } from '../model/catalog.js';
import { RecordError } from '../model/errors.js';
import { isStorable } from './storableJson.js';

/** Three times as many as the site has hacks; the records of a page are all compared with the archive in one go. */
const MAX_RECORDS = 10_000;

const wholeNumber = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int());
const pageNumber = wholeNumber.pipe(z.int().positive());

/** PHP encodes a list with a missing index as an object. */
const numbered = z
  .record(z.string().regex(/^\d+$/), z.unknown())
  .refine((records) => Object.keys(records).length > 0)
  .transform((records) => Object.values(records));

const catalogPage = z.object({
  data: z.union([z.array(z.unknown()), numbered]),
  current_page: pageNumber.catch(1),
  last_page: pageNumber.nullable().catch(null),
  next_page_url: z.string().regex(/\S/).nullable().catch(null),
  total: wholeNumber.nullable().catch(null),
});

/**
 * Parses a page of SMW Central's catalog; its records are left as they came.
 *
 * @param json - the response to `a=getsectionlist`; a missing or absurd page number counts as 1, any other such field
 *   as unknown
 * @throws {@link RecordError} when it holds no array of records, or more than 10,000
 */
export function parseCatalogPage(json: unknown): ParsedPage {
  const page = catalogPage.safeParse(json);
  if (!page.success) {
    throw new RecordError("The catalog page has no list of records ('data'); the site may be down, try again later.");
  }
  if (page.data.data.length > MAX_RECORDS) {
    throw new RecordError(
      `The catalog page lists ${page.data.data.length} hacks, more than the ${MAX_RECORDS} allowed on a page; the site may be broken, try again later.`,
    );
  }
  const { data: records, current_page, last_page: lastPage, next_page_url: nextPageUrl, total } = page.data;
  return { records, page: current_page, lastPage, nextPageUrl, total };
}

const anyPage = z.record(z.string(), z.unknown());

/**
 * A catalog page as the JSON that is stored. A record nested too deeply to be serialized is reduced to its id, which
 * still says that the hack is listed; anything else nested too deeply becomes null.
 */
export function catalogPageText(json: unknown): string {
  return JSON.stringify(isStorable(json) ? json : storablePage(anyPage.parse(json)));
}

const storablePage = (page: Readonly<Record<string, unknown>>): unknown => ({
  ...mapValues(page, storable),
  data: storableRecords(page.data),
});

const storableRecords = (data: unknown): unknown =>
  Array.isArray(data) ? data.map(storableRecord) : mapValues(anyPage.catch({}).parse(data), storableRecord);

const withId = z.object({ id: z.union([z.string(), z.number()]) });

const storableRecord = (json: unknown): unknown => (isStorable(json) ? json : (withId.safeParse(json).data ?? null));

const storable = (json: unknown): unknown => (isStorable(json) ? json : null);

const mapValues = (object: Readonly<Record<string, unknown>>, map: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
