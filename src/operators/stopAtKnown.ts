import { type OperatorFunction, defer, map, takeWhile } from 'rxjs';
import type { EnqueuedPage, SettledPage } from '../model/catalog.js';

/**
 * Ends a routine crawl with the first page on which nothing is new or changed, once it has reached what an earlier, complete
 * crawl has seen: everything older is known.
 *
 * ```
 * pages      --1----2----3----4--|      (1 and 2 have new games, 2 also one that was known before)
 * isKnown      f    t    t
 *            --1----2----(3|)
 * ```
 *
 * - A cached page of an interrupted crawl never ends this one: its games were queued back then, so none counts as new.
 * - If nothing is known, every page passes through.
 * - The last page is marked `settled`, unless all pages passed through.
 *
 * @param isKnown - whether something on the page was there at the last complete crawl
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
