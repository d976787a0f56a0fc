import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { CatalogPage } from '../model/catalog.js';

export interface CloseCrawlDeps {
  /** Every page up to the last one was read. */
  readonly complete: () => void;
  /** Stopped on purpose before the last page; goes on where it stopped if asked to. */
  readonly pause: () => void;
  readonly fail: (reason: string) => void;
}

/**
 * Writes how a crawl ended. Its pages stay for the next try unless it is complete.
 *
 * ```
 * pages  --1--2--|     complete      (page 2 has no next page)
 * pages  --1--|        pause         (stopped early)
 * pages  --1--#        fail
 * pages  --1--!        pause         (unsubscribed)
 * ```
 */
export function closeCrawl<P extends CatalogPage>(deps: CloseCrawlDeps): MonoTypeOperatorFunction<P> {
  return (pages$) => {
    let last: CatalogPage | null = null;
    return pages$.pipe(
      tap({
        subscribe: () => {
          last = null;
        },
        next: (page) => {
          last = page;
        },
        complete: () => {
          if (last?.nextPageUrl === null) deps.complete();
          else deps.pause();
        },
        error: (error: unknown) => {
          deps.fail(error instanceof Error ? error.message : String(error));
        },
        unsubscribe: () => {
          deps.pause();
        },
      }),
    );
  };
}
