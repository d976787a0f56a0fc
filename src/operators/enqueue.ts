import { type OperatorFunction, map, tap } from 'rxjs';
import type { EnqueuedPage, NewGamesPage } from '../model/catalog.js';
import type { Report } from '../model/events.js';
import type { GameRecord } from '../model/game.js';

export interface EnqueueDeps {
  /** Puts games into the queue in one transaction and tells the ids that were not in it before. */
  readonly enqueue: (games: readonly GameRecord[]) => ReadonlySet<string>;
  readonly report: Report;
}

/**
 * Writes the new games of each page into the queue, and announces the page only then.
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
        const added = deps.enqueue(page.games);
        for (const { id, name } of page.games) {
          if (added.has(id)) deps.report({ type: 'game.queued', id, name });
        }
        return { ...page, added: added.size };
      }),
      tap(({ page, lastPage, records, games, cached }) => {
        deps.report({ type: 'page', page, lastPage, records: records.length, fresh: games.length, cached });
      }),
    );
}
