import {
  EMPTY,
  type Observable,
  type ObservableInput,
  asapScheduler,
  asyncScheduler,
  defer,
  from,
  mergeMap,
  observeOn,
  of,
  repeat,
  scheduled,
  throwError,
} from 'rxjs';
import type { SavedPage } from '../archive/crawls.js';
import { catalogPageText, parseCatalogPage } from '../formats/catalogPage.js';
import { catalogPlaceIn } from '../formats/gameRecord.js';
import { urlOf } from '../formats/urlOf.js';
import { PermanentHttpError } from '../model/errors.js';
import type { CatalogPage, ParsedPage } from '../model/catalog.js';

export interface CatalogPagesDeps {
  /** Fetches the JSON of a page, with the site's manners and retries. */
  readonly fetchPage: (url: URL) => ObservableInput<unknown>;
  /** The pages of this crawl that an interrupted run has fetched already; null where there is none. */
  readonly cachedPage: (page: number) => SavedPage | null;
  /** Whether a page of this crawl that was kept led to this address. */
  readonly hasFollowed: (url: string) => boolean;
}

/**
 * The pages of SMW Central's catalog, newest hacks first, each fetched only when the one before has been dealt with, and kept.
 *
 * ```
 * fetch 1  --1|
 * fetch 2     ---2|
 *          --1---2|      (page 2 has no next page)
 * ```
 *
 * - The pages of an interrupted crawl are replayed from the archive first; then it goes on where that one stopped.
 * - `next_page_url` is followed on the same origin only, never twice, and not from a page without records, nor from one that
 *   lists the same as the one before it; only a page that announces none after it may lack it: otherwise the page comes out,
 *   and then it ends with a PermanentHttpError. An interrupted crawl is gone on with by asking for that page anew.
 * - When the catalog has become shorter since the page before, something may have slipped from the page that was asked for
 *   to that one: it is read once more, and comes out once more, before the catalog is read on. That happens once a page.
 * - A page that is no catalog page ends it with a RecordError; what was fetched stays for the next try.
 * - Unsubscribing stops the request under way.
 *
 * @param start - the address of the first page
 */
export function catalogPages(start: URL, deps: CatalogPagesDeps): Observable<CatalogPage> {
  return defer(() => {
    let next: URL | PermanentHttpError | null = start;
    let index = 0;
    /** The page before; null at the first one. */
    let before: ReadPage | null = null;
    /** The last page from which the reading went back to the one before it. */
    let back = { index: 0, address: '' };
    const readsAgain = (): boolean => index === back.index - 1;

    function refusal(
      { page, records, total }: Pick<ParsedPage, 'page' | 'records' | 'total'>,
      { href }: URL,
      last: ReadPage | null,
    ): PermanentHttpError | null {
      const leadsBack = readsAgain() && href === back.address;
      if (href === start.href || (deps.hasFollowed(href) && !leadsBack)) {
        return new PermanentHttpError(
          `The catalog goes round in a circle: page ${page} names ${href} as the next page again. Try again later.`,
        );
      }
      // As many new hacks as a page has may have moved all of it on; then the catalog has grown.
      if (last !== null && listsSame(records, last.records) && !isLess(last.total, total)) {
        return new PermanentHttpError(
          'The catalog goes round in a circle: two pages in a row list the same hacks. Try again later.',
        );
      }
      if (records.length > 0) return null;
      return new PermanentHttpError(
        `The catalog cannot be read on: page ${page} lists nothing, and yet names a next page. Try again later.`,
      );
    }

    const load = (address: URL): Observable<CatalogPage> => {
      const found = readsAgain() ? null : deps.cachedPage(index);
      const cached = found !== null && leadsOn(found, index + 1) ? found : null;
      return (cached === null ? from(deps.fetchPage(address)) : of(cached.response)).pipe(
        mergeMap((response) => {
          const parsed = parseCatalogPage(response);
          const { total, ...page } = parsed;
          const last = before;
          if (cached === null && last !== null && isLess(total, last.total) && index > back.index) {
            back = { index, address: address.href };
            index -= 1;
            next = last.address;
            before = null;
            return EMPTY;
          }
          before = { address, total, records: page.records };
          next = page.nextPageUrl === null ? cutShort(page, index + 1) : nextUrl(page.nextPageUrl, address, start);
          const isNew = cached === null;
          if (isNew && next instanceof URL) next = refusal(parsed, next, last) ?? next;
          const followed = next instanceof URL ? next.href : null;
          const fetched = isNew
            ? { page: index, nextPageUrl: followed, records: page.records.length, text: catalogPageText(response) }
            : null;
          index += 1;
          return of({ ...page, nextPageUrl: followed ?? page.nextPageUrl, fetched });
        }),
        // It has just been parsed, and downstream it is written: in a turn of its own.
        observeOn(asyncScheduler),
      );
    };

    const step = (): Observable<CatalogPage> => {
      if (next === null) return EMPTY;
      const way = next;
      return way instanceof URL ? load(way) : throwError(() => way);
    };

    return defer(step).pipe(
      // Asked for only after the page has been dealt with downstream; asynchronous, so that replays do not grow the stack.
      repeat({ delay: () => (next === null ? EMPTY : scheduled([true], asapScheduler)) }),
    );
  });
}

const listsSame = (now: readonly unknown[], before: readonly unknown[]): boolean =>
  now.length > 0 &&
  now.length === before.length &&
  now.every((record, index) => {
    const place = catalogPlaceIn(record);
    return place !== null && place === catalogPlaceIn(before[index]);
  });

const isLess = (now: number | null, before: number | null): boolean => now !== null && before !== null && now < before;

/** What is remembered of the page that was read last. */
interface ReadPage {
  readonly address: URL;
  readonly total: number | null;
  readonly records: readonly unknown[];
}

/** Not what names a next page that could not be followed, or lacks one. */
function leadsOn({ response, nextPageUrl }: SavedPage, read: number): boolean {
  if (nextPageUrl !== null) return true;
  const page = parseCatalogPage(response);
  return page.nextPageUrl === null && cutShort(page, read) === null;
}

/** @param read - how many pages have been read with this one, which names none after it */
function cutShort({ lastPage }: Pick<CatalogPage, 'lastPage'>, read: number): PermanentHttpError | null {
  if (lastPage === null || lastPage <= read) return null;
  return new PermanentHttpError(
    `The catalog cannot be read on: page ${read} names no next page, and yet says that there are ${lastPage}. Try again later.`,
  );
}

const nextUrl = (text: string, current: URL, start: URL): URL | PermanentHttpError => {
  const url = urlOf(text, current);
  // No site is told of it.
  if (url !== null) url.hash = '';
  if (url?.origin === start.origin) return url;
  return new PermanentHttpError(
    `The catalog names a next page elsewhere (${text.slice(0, 200)}); only ${start.origin} is followed. Try again later.`,
  );
};
