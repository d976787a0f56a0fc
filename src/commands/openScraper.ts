import { join } from 'node:path';
import { type Observable, defer, mergeMap, share, ReplaySubject, take, tap, throwError } from 'rxjs';
import { openAccountGate } from '../archive/accountGate.js';
import { credentialsHelp } from '../config/credentials.js';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { createHttpClient } from '../http/httpClient.js';
import { CredentialsError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import { type ScraperRequests, scraperRequests } from '../streams/scraperRequests.js';

const SECOND_MS = 1000;

/** ScreenScraper, as far as the account lets it be asked. */
export interface Scraper {
  readonly requests: Pick<ScraperRequests, 'game' | 'search' | 'medium'>;
  readonly requestsMade: () => number;
  readonly close: () => void;
}

export interface OpenScraperDeps {
  readonly report: Report;
  /** Emits when the run shall end. */
  readonly stop$: Observable<unknown>;
}

/**
 * Makes the requests of a run out of its settings. Before the first one, and only then, the account is asked for: a run that
 * has nothing to ask makes no request at all.
 */
export function openScraper(settings: ScrapeSettings, { report, stop$ }: OpenScraperDeps): Scraper {
  const { credentials, missingCredentials, api, screenscraper, stateFolder, threads, version } = settings;
  if (credentials === null) {
    const refuse = () => throwError(() => new CredentialsError(credentialsHelp(missingCredentials)));
    return {
      requests: { game: refuse, search: refuse, medium: refuse },
      requestsMade: () => 0,
      close: () => undefined,
    };
  }
  const warn = (message: string): void => {
    report({ type: 'warning', message });
  };
  const gate = openAccountGate(join(stateFolder, 'gate.db'), { now: Date.now, warn });
  const all = scraperRequests(
    {
      baseUrl: new URL(screenscraper.base_url),
      credentials,
      timeoutMs: api.request_timeout * SECOND_MS,
      attempts: api.max_retries + 1,
      backoffMs: api.retry_backoff_seconds * SECOND_MS,
      maxThreads: threads,
      warnAt: api.quota_warning_threshold,
    },
    {
      http: createHttpClient({ userAgent: `romflow/${version} (+https://github.com/romflow/romflow)` }),
      gate,
      report,
      stop$,
    },
  );
  const account$ = defer(all.account).pipe(
    tap(({ maxThreads, maxPerMinute: perMinute, requestsToday, maxPerDay }) => {
      const allowed = Math.min(maxThreads ?? 1, threads ?? Infinity);
      report({ type: 'account', threads: allowed, perMinute, requestsToday, maxPerDay });
    }),
    // A failure is not remembered: the next ROM may have more luck.
    share({ connector: () => new ReplaySubject(1), resetOnComplete: false, resetOnRefCountZero: false }),
  );
  const afterLogIn =
    <A extends readonly unknown[], T>(request: (...words: A) => Observable<T>) =>
    (...words: A): Observable<T> =>
      account$.pipe(
        take(1),
        mergeMap(() => request(...words)),
      );

  return {
    requests: { game: afterLogIn(all.game), search: afterLogIn(all.search), medium: afterLogIn(all.medium) },
    requestsMade: all.requestsMade,
    close: gate.close,
  };
}
