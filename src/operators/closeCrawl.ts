import { EMPTY, type MonoTypeOperatorFunction, catchError, defer, tap, throwError } from 'rxjs';
import type { SettledPage } from '../model/catalog.js';
import { ItemError } from '../model/errors.js';
import type { Report } from '../model/events.js';

export interface CloseCrawlDeps {
  /** Every page was read, up to the last one or to one after which everything is known. */
  readonly complete: () => void;
  /** Stopped on purpose before the last page; can be resumed there. */
  readonly pause: () => void;
  readonly fail: (reason: string) => void;
  readonly report: Report;
}

/**
 * Records how a crawl ended and reports it. Unless the crawl is complete, its pages are kept for the next attempt.
 *
 * ```
 * pages  --1--2--|     complete      (page 2 has no next page, or everything after it is known)
 * pages  --1--|        pause         (stopped early)
 * pages  --1--#        fail          (completes: the games already queued can still be processed)
 * pages  --1--!        pause         (unsubscribed)
 * ```
 *
 * Errors that end the run are recorded as well, then pass through.
 */
export function closeCrawl(deps: CloseCrawlDeps): MonoTypeOperatorFunction<SettledPage> {
  return (pages$) =>
    defer(() => {
      let last: SettledPage | null = null;
      return pages$.pipe(
        tap({
          next: (page) => {
            last = page;
          },
          complete: () => {
            const complete = last !== null && (last.nextPageUrl === null || last.settled);
            if (complete) deps.complete();
            else deps.pause();
            deps.report({ type: 'crawl.ended', outcome: complete ? 'complete' : 'paused', reason: null });
          },
          unsubscribe: () => {
            deps.pause();
            deps.report({ type: 'crawl.ended', outcome: 'paused', reason: null });
          },
        }),
        catchError((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          deps.fail(reason);
          if (!(error instanceof ItemError)) return throwError(() => error);
          deps.report({ type: 'crawl.ended', outcome: 'failed', reason });
          return EMPTY;
        }),
      );
    });
}
