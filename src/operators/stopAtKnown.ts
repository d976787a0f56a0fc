import { type OperatorFunction, defer, map, takeWhile } from 'rxjs';
import type { EnqueuedPage, SettledPage } from '../model/catalog.js';

/**
 * Ends a routine crawl with the first page on which nothing is new or changed, once it has reached what an earlier crawl
 * has read to its end: everything older is known then.
 *
 * ```
 * pages      --1----2----3----4--|      (1 and 2 have new games, 2 also one that was known before)
 * isKnown      f    t    t
 *            --1----2----(3|)
 * ```
 *
 * - A page of an interrupted crawl is never the last one, for its games wait since then.
 * - Where nothing is known, every page comes through.
 * - The last page says that it is `settled`, unless all pages came through.
 *
 * @param isKnown - whether something on the page was there when the catalog was last read to where nothing more was new
 */
export function stopAtKnown(isKnown: (page: EnqueuedPage) => boolean): OperatorFunction<EnqueuedPage, SettledPage> {
  return (pages$) =>
    defer(() => {
      let reached = false;
      return pages$.pipe(
        map((page) => {
          reached ||= isKnown(page);
          return { ...page, settled: reached && page.added === 0 && page.fetched !== null };
        }),
        takeWhile(({ settled }) => !settled, true),
      );
    });
}
