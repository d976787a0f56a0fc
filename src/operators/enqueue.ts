import { type OperatorFunction, map, tap } from 'rxjs';
import type { EnqueuedPage, NewGamesPage, SeenGame } from '../model/catalog.js';
import type { Report } from '../model/events.js';

export interface EnqueueDeps {
  /**
   * Puts those of these games into the queue that are to be worked on, and takes note of the others, in one transaction. Tells the
   * ids that wait now and did not before.
   */
  readonly enqueue: (seen: readonly SeenGame[]) => ReadonlySet<string>;
  readonly report: Report;
}

/**
 * Writes the new and changed games of each page into the queue, and announces the page only then.
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
        const added = deps.enqueue(page.seen);
        for (const { record } of page.seen) {
          if (added.has(record.id)) deps.report({ type: 'game.queued', id: record.id, name: record.name });
        }
        return { ...page, added: added.size };
      }),
      tap(({ page, lastPage, records, games, cached }) => {
        deps.report({ type: 'page', page, lastPage, records: records.length, fresh: games.length, cached });
      }),
    );
}
