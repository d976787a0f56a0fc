import { catalogPlaceIn } from '../formats/gameRecord.js';
import { urlOf } from '../formats/urlOf.js';
import type { ParsedPage } from '../model/catalog.js';
import { PermanentHttpError } from '../model/errors.js';

/** A catalog page as it was read. */
export interface ReadPage extends ParsedPage {
  readonly address: URL;
}

/**
 * The next page that a catalog page names.
 *
 * @param read - how many pages have been read, including this one
 * @param start - the URL of the first page; only its origin is followed
 * @returns null after the last page; an error if the crawl cannot continue
 */
export function nextPage(
  { nextPageUrl, lastPage, address }: ReadPage,
  read: number,
  start: URL,
): URL | PermanentHttpError | null {
  if (nextPageUrl === null) return cutShort(lastPage, read);
  const url = urlOf(nextPageUrl, address);
  // A fragment is never sent to a site.
  if (url !== null) url.hash = '';
  if (url?.origin === start.origin) return url;
  return new PermanentHttpError(
    `The catalog names a next page elsewhere (${nextPageUrl.slice(0, 200)}); only ${start.origin} is followed. Try again later.`,
  );
}

/**
 * Why a catalog that ends with this page is truncated; null when it is not.
 *
 * @param read - how many pages have been read, including this one, which names no next page
 */
export function cutShort(lastPage: number | null, read: number): PermanentHttpError | null {
  if (lastPage === null || lastPage <= read) return null;
  return new PermanentHttpError(
    `The catalog cannot be read any further: page ${read} names no next page, although it says that there are ${lastPage}. Try again later.`,
  );
}

/**
 * Why the next page must not be followed, lest the crawl never end or leave the catalog; null when it may be.
 *
 * @param wasFollowed - whether this crawl has already been at `next`
 * @param before - the previous page; null at the first
 */
export function refusal(
  { page, records, total }: ReadPage,
  next: URL,
  wasFollowed: boolean,
  before: ReadPage | null,
): PermanentHttpError | null {
  if (wasFollowed) {
    return new PermanentHttpError(
      `The catalog goes in a circle: page ${page} names ${next.href} as the next page again. Try again later.`,
    );
  }
  // A page's worth of new hacks may have shifted the whole page; but then the catalog has grown.
  if (before !== null && listsSame(records, before.records) && !isLess(before.total, total)) {
    return new PermanentHttpError(
      'The catalog goes in a circle: two pages in a row list the same hacks. Try again later.',
    );
  }
  if (records.length > 0) return null;
  return new PermanentHttpError(
    `The catalog cannot be read any further: page ${page} lists nothing, but names a next page. Try again later.`,
  );
}

/** Whether the catalog has shrunk from one page to the next. */
export const hasShrunk = (before: ReadPage, { total }: ParsedPage): boolean => isLess(total, before.total);

const isLess = (a: number | null, b: number | null): boolean => a !== null && b !== null && a < b;

const listsSame = (now: readonly unknown[], before: readonly unknown[]): boolean =>
  now.length > 0 &&
  now.length === before.length &&
  now.every((record, index) => {
    const place = catalogPlaceIn(record);
    return place !== null && place === catalogPlaceIn(before[index]);
  });
