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
import type { CatalogPage } from '../model/catalog.js';
import type { PermanentHttpError } from '../model/errors.js';
import { type ReadPage, cutShort, hasShrunk, nextPage, refusal } from './nextPage.js';

export interface CatalogPagesDeps {
  /** Fetches the JSON of a page, throttled and retried. */
  readonly fetchPage: (url: URL) => ObservableInput<unknown>;
  /** A page of this crawl that an interrupted run has already fetched; null when there is none. */
  readonly cachedPage: (page: number) => SavedPage | null;
  /** Whether a saved page of this crawl has led to this URL. */
  readonly hasFollowed: (url: string) => boolean;
}

/**
 * The pages of SMW Central's catalog, newest hacks first, each fetched only once the previous one has been processed and saved.
 *
 * ```
 * fetch 1  --1|
 * fetch 2     ---2|
 *          --1---2|      (page 2 has no next page)
 * ```
 *
 * - The pages of an interrupted crawl are replayed from the archive first; then the crawl resumes where it stopped.
 * - `next_page_url` is followed on the same origin only, never twice, and not from a page without records or with the same
 *   records as the page before it. Only a page that announces no further ones may lack it. Otherwise the page is emitted, and
 *   the stream then fails with a PermanentHttpError; a resumed crawl fetches that page again.
 * - If the catalog has shrunk since the previous page, a hack may have slipped from the requested page to that one: the previous
 *   page is fetched and emitted once more before the crawl continues, at most once per page.
 * - A response that is not a catalog page fails with a RecordError; what was fetched is kept for the next attempt.
 * - Unsubscribing aborts the request in flight.
 *
 * @param start - the URL of the first page
 */
export function catalogPages(start: URL, deps: CatalogPagesDeps): Observable<CatalogPage> {
  return defer(() => {
    let next: URL | PermanentHttpError | null = start;
    let index = 0;
    /** The previous page; null at the first. */
    let before: ReadPage | null = null;
    /** The last page from which the crawl went back to the previous one. */
    let back = { index: 0, address: '' };
    const readsAgain = (): boolean => index === back.index - 1;

    const wasFollowed = ({ href }: URL): boolean =>
      href === start.href || (deps.hasFollowed(href) && !(readsAgain() && href === back.address));

    const load = (address: URL): Observable<CatalogPage> => {
      const found = readsAgain() ? null : deps.cachedPage(index);
      const cached = found !== null && leadsOn(found, index + 1) ? found : null;
      return (cached === null ? from(deps.fetchPage(address)) : of(cached.response)).pipe(
        mergeMap((response) => {
          const { total, ...page } = parseCatalogPage(response);
          const read: ReadPage = { ...page, total, address };
          const last = before;
          if (cached === null && last !== null && hasShrunk(last, read) && index > back.index) {
            back = { index, address: address.href };
            index -= 1;
            next = last.address;
            before = null;
            return EMPTY;
          }
          before = read;
          next = nextPage(read, index + 1, start);
          if (cached === null && next instanceof URL) next = refusal(read, next, wasFollowed(next), last) ?? next;
          const followed = next instanceof URL ? next.href : null;
          const fetched =
            cached === null
              ? { page: index, nextPageUrl: followed, records: page.records.length, text: catalogPageText(response) }
              : null;
          index += 1;
          return of({ ...page, nextPageUrl: followed ?? page.nextPageUrl, fetched });
        }),
        // The page has just been parsed; writing it, downstream, gets an event-loop turn of its own.
        observeOn(asyncScheduler),
      );
    };

    const step = (): Observable<CatalogPage> => {
      if (next === null) return EMPTY;
      const way = next;
      return way instanceof URL ? load(way) : throwError(() => way);
    };

    return defer(step).pipe(
      // Only after downstream has processed the page; asynchronous, so that replays do not grow the stack.
      repeat({ delay: () => (next === null ? EMPTY : scheduled([true], asapScheduler)) }),
    );
  });
}

/** Whether a saved page can be replayed: not one whose next page is missing or could not be followed. */
function leadsOn({ response, nextPageUrl }: SavedPage, read: number): boolean {
  if (nextPageUrl !== null) return true;
  const page = parseCatalogPage(response);
  return page.nextPageUrl === null && cutShort(page.lastPage, read) === null;
}
