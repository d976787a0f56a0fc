import { join } from 'node:path';
import { type Observable, ReplaySubject, defer, mergeMap, share, take, tap } from 'rxjs';
import { type AccountGate, openAccountGate } from '../archive/accountGate.js';
import { GATE_FILE } from '../archive/gateHost.js';
import { credentialsHelp } from '../config/credentials.js';
import type { ScrapeSettings } from '../config/scrapeSettings.js';
import { STALL_MS, createHttpClient } from '../http/httpClient.js';
import { CredentialsError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import { warningTo } from '../streams/eventStream.js';
import { type ScraperRequests, scraperRequests } from '../streams/scraperRequests.js';

const SECOND_MS = 1000;

/** ScreenScraper, within the limits of the account. */
export interface Scraper {
  readonly requests: Pick<ScraperRequests, 'game' | 'search' | 'medium'>;
  readonly requestsMade: () => number;
  readonly close: () => void;
}

export interface OpenScraperDeps {
  readonly report: Report;
  /** Emits when the run should end. */
  readonly stop$: Observable<unknown>;
}

/**
 * Creates the requests of a run from its settings. The account is looked up lazily, before the first request: a run that has
 * nothing to ask makes no request at all, and leaves the account's gate alone.
 */
export function openScraper(settings: ScrapeSettings, deps: OpenScraperDeps): Scraper {
  let opened: OpenedSite | null = null;
  const site = (): ScraperRequests => (opened ??= openSite(settings, deps)).requests;

  const account$ = defer(() => site().account()).pipe(
    tap(({ maxThreads, maxPerMinute: perMinute, requestsToday, maxPerDay }) => {
      const threads = Math.max(1, Math.min(maxThreads ?? 1, settings.threads ?? Infinity));
      deps.report({ type: 'account', threads, perMinute, requestsToday, maxPerDay });
    }),
    // A failure is not cached here: the caller decides whether it ends the run.
    share({ connector: () => new ReplaySubject(1), resetOnComplete: false, resetOnRefCountZero: false }),
  );
  const afterLogIn = <T>(request: (all: ScraperRequests) => Observable<T>): Observable<T> =>
    account$.pipe(
      take(1),
      mergeMap(() => request(site())),
    );

  return {
    requests: {
      game: (query) => afterLogIn(({ game }) => game(query)),
      search: (query) => afterLogIn(({ search }) => search(query)),
      medium: (medium, limits) => afterLogIn((all) => all.medium(medium, limits)),
    },
    requestsMade: () => opened?.requests.requestsMade() ?? 0,
    close: () => opened?.gate.close(),
  };
}

interface OpenedSite {
  readonly requests: ScraperRequests;
  readonly gate: AccountGate;
}

/**
 * @throws CredentialsError - some are missing
 * @throws ArchiveError - the account's gate cannot be used
 */
function openSite(
  { credentials, missingCredentials, api, screenscraper, stateFolder, threads, version }: ScrapeSettings,
  { report, stop$ }: OpenScraperDeps,
): OpenedSite {
  if (credentials === null) throw new CredentialsError(credentialsHelp(missingCredentials));
  const gate = openAccountGate(join(stateFolder, GATE_FILE), { now: Date.now, warn: warningTo(report) });
  const timeoutMs = api.request_timeout * SECOND_MS;
  const http = createHttpClient({
    userAgent: `romflow/${version} (+https://github.com/romflow/romflow)`,
    stallMs: Math.max(STALL_MS, timeoutMs),
  });
  const requests = scraperRequests(
    {
      baseUrl: new URL(screenscraper.base_url),
      credentials,
      timeoutMs,
      attempts: api.max_retries + 1,
      backoffMs: api.retry_backoff_seconds * SECOND_MS,
      maxThreads: threads,
      warnAt: api.quota_warning_threshold,
    },
    { http, gate, report, stop$ },
  );
  return { requests, gate };
}
