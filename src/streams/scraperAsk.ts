import { type Observable, type SchedulerLike, catchError, defer, finalize, map, mergeMap, tap, throwError } from 'rxjs';
import type { AccountGate, AccountLease } from '../archive/accountGate.js';
import { accountKey } from '../archive/accountKey.js';
import { redactError } from '../formats/redactError.js';
import { redactSecrets } from '../formats/redactSecrets.js';
import { DayQuotaError, TooManyUnknownError, credentialsError } from '../formats/screenScraper/answerError.js';
import type { ScraperCredentials } from '../formats/screenScraper/scraperUrl.js';
import { fetchAnswer } from '../http/fetchAnswer.js';
import { hostKey } from '../http/hostKey.js';
import type { GetOptions, HttpAnswer, HttpClient } from '../http/httpClient.js';
import {
  CredentialsError,
  HttpError,
  ItemError,
  QuotaError,
  RateLimitedError,
  SoftwareBarredError,
  TransientHttpError,
  UnmatchedError,
  UnreachableError,
} from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { ScraperAccount } from '../model/scrapedGame.js';
import { honorRetryAfter } from '../operators/honorRetryAfter.js';
import { createThreadLimit } from '../operators/limitThreads.js';
import { retryFailed } from '../operators/retryFailed.js';
import { type TurnKeeper, takeTurn } from '../operators/takeTurn.js';
import { type CountedRequest, type QuotaOptions, type RequestKind, scraperQuota } from './scraperQuota.js';

/** The longest wait after a failed attempt, as a multiple of the first. */
const MAX_BACKOFF = 16;

export interface ScraperAskOptions extends QuotaOptions {
  /** Base URL of the API, ending in `/`. */
  readonly baseUrl: URL;
  readonly credentials: ScraperCredentials;
  /** For a whole request, in milliseconds; a medium is given more, by its size. */
  readonly timeoutMs: number;
  /** Total number of attempts. */
  readonly attempts: number;
  /** The wait after the first failed attempt, in milliseconds; it doubles with each further one. */
  readonly backoffMs: number;
}

export interface ScraperAskDeps {
  readonly http: HttpClient;
  readonly gate: Pick<AccountGate, 'take' | 'renew' | 'release' | 'postpone'>;
  readonly report: Report;
  /** Emits, also to late subscribers, when the run is to end: waiting requests complete without a value, those in flight finish. */
  readonly stop$?: Observable<unknown>;
  readonly scheduler?: SchedulerLike;
  /** From 0 (inclusive) to 1 (exclusive), as `Math.random`. */
  readonly random?: () => number;
}

/** A question to ask the site. */
export interface Question<T> extends Omit<GetOptions, 'signal' | 'site'> {
  /** For the events. */
  readonly what: string;
  readonly url: URL;
  readonly kind: RequestKind;
  /** Parses an answer, or throws what is wrong with it; must pass the account data in it to `learn`. */
  readonly understand: (answer: HttpAnswer, learn: (account: ScraperAccount) => void) => T;
}

export interface Asker {
  readonly ask: <T>(question: Question<T>) => Observable<T>;
  /** Requests made so far. */
  readonly requestsMade: () => number;
}

/**
 * Asks ScreenScraper within the limits of the account, which all its runs share, and retries transient failures.
 *
 * When the quota seems exhausted, by our own count or by the site's word, the account is queried first: that costs nothing,
 * and settles the matter. If all attempts at that fail, nothing more is asked.
 *
 * @param accountQuestion - the question that queries the account
 */
export function scraperAsk(
  options: ScraperAskOptions,
  accountQuestion: Question<ScraperAccount>,
  deps: ScraperAskDeps,
): Asker {
  const { baseUrl, credentials, attempts, backoffMs } = options;
  const { http, gate, report } = deps;
  const redact = redactSecrets([credentials.devpassword, credentials.userPassword]);
  const quota = scraperQuota(options, report);
  const thread = createThreadLimit(quota.threads, deps);
  const line = createThreadLimit(() => 1, deps);
  const host = hostKey(baseUrl);
  const account = accountKey(host, credentials.userId);
  const keeper: TurnKeeper<AccountLease> = {
    take: () => gate.take(account, quota.limits()),
    renew: gate.renew,
    release: gate.release,
  };
  const postpone = (untilMs: number): void => {
    gate.postpone(account, untilMs);
  };
  let made = 0;
  /** Why no further request may be made; null while requests are allowed. */
  let ended: unknown = missingCredentials(credentials);

  function failed(thrown: unknown, counted: CountedRequest): Observable<never> {
    const error = redactError(thrown, redact);
    if (endsAll(error)) ended = error;
    if (error instanceof DayQuotaError) counted.refused();
    if (isUnknownRom(error)) counted.foundUnknown();
    return throwError(() => error);
  }

  /** One request, made when its turn comes. */
  const request = <T>(question: Question<T>): Observable<T> =>
    defer(() => {
      if (ended !== null) return throwError(() => ended);
      const counted = quota.begin(question.kind);
      return fetchAnswer(question.url, () => ({ ...question, site: baseUrl }), http).pipe(
        tap({ subscribe: () => made++ }),
        map((answer) => question.understand(answer, counted.learn)),
        catchError((error: unknown) => failed(error, counted)),
        honorRetryAfter(host, postpone, deps),
        takeTurn(host, keeper, { ...deps, line }),
        finalize(counted.end),
      );
    });

  /** One request, made when a thread is free and the quota is not in doubt. */
  const admitted = <T>(question: Question<T>): Observable<T> =>
    defer(() =>
      quota.doubtful(question.kind)
        ? request(accountQuestion).pipe(mergeMap(() => request(question)))
        : request(question),
    ).pipe(thread);

  const tried = <T>(once: Observable<T>, what: string): Observable<T> =>
    once.pipe(
      retryFailed({ attempts, baseDelayMs: backoffMs, maxDelayMs: backoffMs * MAX_BACKOFF, what: redact(what) }, deps),
      catchError((error: unknown) => throwError(() => (error instanceof RateLimitedError ? busy(error) : error))),
    );

  const askAccount = (): Observable<ScraperAccount> => tried(admitted(accountQuestion), accountQuestion.what);

  const confirmed = <T>(question: Question<T>): Observable<T> =>
    admitted(question).pipe(
      catchError((error: unknown) =>
        error instanceof DayQuotaError && question.kind !== 'account'
          ? askAccount().pipe(map((found) => refuse(error, found)))
          : throwError(() => error),
      ),
    );

  /** If even the account query fails, hundreds of ROMs must not each try a site that is not there. */
  function vain<T>({ kind }: Question<T>, error: unknown): Observable<never> {
    if (kind === 'account' && error instanceof ItemError) ended ??= unreachable(error, baseUrl);
    const verdict: unknown = kind === 'account' && ended !== null ? ended : error;
    return throwError(() => verdict);
  }

  return {
    ask: (question) =>
      tried(confirmed(question), question.what).pipe(catchError((error: unknown) => vain(question, error))),
    requestsMade: () => made,
  };
}

/**
 * @throws QuotaError - the account has no requests left
 * @throws RateLimitedError - it has, whatever the site said before
 */
function refuse(error: QuotaError, { requestsToday, maxPerDay }: ScraperAccount): never {
  if (requestsToday === null || maxPerDay === null || requestsToday >= maxPerDay) throw error;
  const counted = `although it counts ${requestsToday} of ${maxPerDay} requests`;
  throw new RateLimitedError(`ScreenScraper says that the day's quota is used up, ${counted}.`, 430, null);
}

/** What a site means when it keeps asking us to wait. */
const busy = ({ message }: RateLimitedError): QuotaError =>
  new QuotaError(`${message} It said so many times: run again later to resume.`);

/** @param error - why the last attempt to query the account failed */
function unreachable(error: ItemError, { href }: URL): UnreachableError {
  if (!(error instanceof HttpError)) {
    const hint = `there is no ScreenScraper at ${href}: check screenscraper.base_url.`;
    return new UnreachableError(`Cannot get the account's details: ${hint}`);
  }
  const advice = error instanceof TransientHttpError ? 'run again later to resume' : 'run again when that is fixed';
  return new UnreachableError(`${error.message} Not even the account's details are available: ${advice}.`);
}

const endsAll = (error: unknown): boolean =>
  error instanceof CredentialsError ||
  error instanceof SoftwareBarredError ||
  (error instanceof QuotaError && !(error instanceof DayQuotaError));

const isUnknownRom = (error: unknown): boolean =>
  error instanceof UnmatchedError && !(error instanceof TooManyUnknownError);

function missingCredentials(credentials: ScraperCredentials): CredentialsError | null {
  const missing = Object.values(credentials).some((value) => value === '');
  return missing ? credentialsError('ScreenScraper cannot be used, because credentials are missing') : null;
}
