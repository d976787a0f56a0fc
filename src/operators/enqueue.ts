import { type OperatorFunction, map, tap } from 'rxjs';
import type { EnqueuedPage, FetchedPage, NewGamesPage, SeenGame } from '../model/catalog.js';
import type { Report } from '../model/events.js';

export interface EnqueueDeps {
  /**
   * Puts those of these games into the queue that are to be worked on, takes note of the others, and keeps their page, in one
   * transaction. Tells the ids that wait now and did not before.
   */
  readonly enqueue: (seen: readonly SeenGame[], page: FetchedPage) => ReadonlySet<string>;
  readonly report: Report;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Writes the new and changed games of each page into the queue, and announces the page only then. Those of a page that was
 * kept before are there since then; more may have been learnt of them, which what the page tells must not undo.
 *
 * ```
 * pages  --1{a b}----2{c}--|
 *        --1---------2-----|      (a page comes out when its games wait in the queue)
 * report --(a b 1)---(c 2)
 * ```
 *
 * An error of the queue ends the stream: what cannot be written must not be announced.
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
        // Of what waited already, or has failed for good, the site says nothing new.
        const fresh = cached ? games.length : added;
        deps.report({ type: 'page', page, lastPage, records: records.length, fresh, cached });
      }),
    );
}
