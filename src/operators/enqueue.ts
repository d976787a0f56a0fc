import { type OperatorFunction, map, tap } from 'rxjs';
import type { EnqueuedPage, FetchedPage, NewGamesPage, SeenGame } from '../model/catalog.js';
import type { Report } from '../model/events.js';

export interface EnqueueDeps {
  /**
   * Queues the games that need processing, records that the others were seen, and saves their page, all in one transaction.
   * Returns the ids that have become pending.
   */
  readonly enqueue: (seen: readonly SeenGame[], page: FetchedPage) => ReadonlySet<string>;
  readonly report: Report;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Adds the new and changed games of each page to the queue, and only then reports the page. A cached page does not
 * touch the queue: its games were queued when it was first fetched, and more may have been learned about them since.
 *
 * ```
 * pages  --1{a b}----2{c}--|
 *        --1---------2-----|      (a page is emitted once its games are in the queue)
 * report --(a b 1)---(c 2)
 * ```
 *
 * An error from the queue ends the stream: nothing is reported that could not be written.
 */
export function enqueue(deps: EnqueueDeps): OperatorFunction<NewGamesPage, EnqueuedPage> {
  return (pages$) =>
    pages$.pipe(
      map((page) => {
        const added = page.fetched === null ? NONE : deps.enqueue(page.seen, page.fetched);
        for (const { record } of page.seen) {
          if (added.has(record.id)) deps.report({ type: 'game.queued', id: record.id, name: record.name });
        }
        return { ...page, added: added.size };
      }),
      tap(({ page, lastPage, records, games, added, fetched }) => {
        const cached = fetched === null;
        // Games that were already pending, or have failed for good, are nothing new.
        const fresh = cached ? games.length : added;
        deps.report({ type: 'page', page, lastPage, records: records.length, fresh, cached });
      }),
    );
}
