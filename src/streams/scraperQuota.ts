import type { AccountLimits } from '../archive/accountRule.js';
import { QuotaError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { ScraperAccount } from '../model/scrapedGame.js';

/** What is asked for: only the account query is free, and only a ROM can be unknown. */
export type RequestKind = 'account' | 'rom' | 'other';

export interface QuotaOptions {
  /** Limits the number of concurrent requests further than the account does; null: as many as it allows. */
  readonly maxThreads: number | null;
  /** The share of the day's requests, from 0 to 1, at which the user is warned. */
  readonly warnAt: number;
}

/** A request in flight. */
export interface CountedRequest {
  /** Takes over what the answer says about the account. */
  readonly learn: (account: ScraperAccount) => void;
  /** The ROM is not known. */
  readonly foundUnknown: () => void;
  /** The site says that the day's quota is exhausted: worth querying the account. */
  readonly refused: () => void;
  readonly end: () => void;
}

/** How much of the account's limits is used, as far as is known between two answers; never less than the site counts. */
export interface ScraperQuota {
  /** What the account and the user allow: one request at a time until the account is known. */
  readonly limits: () => AccountLimits;
  /** Concurrent requests of this run: near the end of the quota, no more than are left of it. */
  readonly threads: () => number;
  /** Whether nothing is left by our own count or the site's word, but the account may say otherwise and must be queried. */
  readonly doubtful: (kind: RequestKind) => boolean;
  /**
   * Counts a request that is about to be made.
   *
   * @throws QuotaError - nothing is left for it today
   */
  readonly begin: (kind: RequestKind) => CountedRequest;
}

/** Counts the requests of one run, and warns once when the day's quota is nearly used up. */
export function scraperQuota({ maxThreads, warnAt }: QuotaOptions, report: Report): ScraperQuota {
  let known: ScraperAccount | null = null;
  /** The sequence number of the latest request whose answer is known. */
  let knownFrom = -1;
  /** How many requests had begun when the site last said that nothing is left; only answers to later ones can lift that. */
  let refusedAt: number | null = null;
  let warned = false;
  let begun = 0;
  /** Requests, and unknown ROMs, that the latest answer may not include. */
  let [addedRequests, addedUnknown] = [0, 0];
  let [costingBegun, unknownFound] = [0, 0];
  let [costingUnderWay, romsUnderWay] = [0, 0];

  const used = (): number => (known?.requestsToday ?? 0) + addedRequests;
  const unknown = (): number => (known?.unknownToday ?? 0) + addedUnknown;
  const left = (): number => (known?.maxPerDay ?? Infinity) - used();
  const unknownLeft = (): number => (known?.maxUnknownPerDay ?? Infinity) - unknown();

  function warnOnce(): void {
    const { requestsToday, maxPerDay } = known ?? { requestsToday: null, maxPerDay: null };
    // With no requests allowed at all, none can be used up.
    if (warned || requestsToday === null || maxPerDay === null || maxPerDay === 0) return;
    if (requestsToday < warnAt * maxPerDay) return;
    warned = true;
    const message = `ScreenScraper: ${requestsToday} of today's ${maxPerDay} requests are used up.`;
    report({ type: 'warning', message });
  }

  const limits = (): AccountLimits => ({
    threads: Math.max(1, Math.min(known?.maxThreads ?? 1, maxThreads ?? Infinity)),
    perMinute: known?.maxPerMinute ?? null,
  });

  return {
    limits,
    threads: () =>
      refusedAt === null ? Math.max(1, Math.min(limits().threads, left(), unknownLeft() - romsUnderWay)) : 1,
    doubtful: (kind) =>
      (kind !== 'account' && (refusedAt !== null || (left() <= 0 && addedRequests > 0))) ||
      (kind === 'rom' && unknownLeft() <= 0 && addedUnknown > 0),
    begin: (kind) => {
      const costs = kind !== 'account';
      if (costs && left() <= 0)
        throw known?.maxPerDay === 0 ? noneAllowed() : spent(`of ${known?.maxPerDay ?? 0} requests`);
      if (kind === 'rom' && unknownLeft() <= 0) throw spent(`of unknown ROMs (${known?.maxUnknownPerDay ?? 0})`);
      const order = begun++;
      // The site may count the others in flight only after answering this one, and likewise those that begin from now on.
      const othersUnderWay = costingUnderWay;
      if (costs) {
        costingBegun += 1;
        addedRequests += 1;
        costingUnderWay += 1;
      }
      if (kind === 'rom') romsUnderWay += 1;
      const [costingBefore, unknownBefore] = [costingBegun, unknownFound];
      return {
        learn: (account) => {
          if (order < knownFrom) return;
          if (refusedAt !== null && order >= refusedAt) refusedAt = null;
          knownFrom = order;
          known = merged(known, account);
          if (account.requestsToday !== null) addedRequests = othersUnderWay + costingBegun - costingBefore;
          if (account.unknownToday !== null) addedUnknown = unknownFound - unknownBefore;
          warnOnce();
        },
        foundUnknown: () => {
          unknownFound += 1;
          addedUnknown += 1;
        },
        refused: () => {
          refusedAt = begun;
        },
        end: () => {
          if (costs) costingUnderWay -= 1;
          if (kind === 'rom') romsUnderWay -= 1;
        },
      };
    },
  };
}

/** Unlike an exhausted quota, this will be no different tomorrow. */
const noneAllowed = (): QuotaError =>
  new QuotaError(
    'ScreenScraper allows the account 0 requests a day: check the account on its site, and run again when it allows more.',
  );

const spent = (what: string): QuotaError =>
  new QuotaError(`The day's quota ${what} at ScreenScraper is used up: run again tomorrow to resume.`);

/** Whatever an answer does not say stays as it was. */
function merged(known: ScraperAccount | null, account: ScraperAccount): ScraperAccount {
  if (known === null) return account;
  return {
    id: account.id ?? known.id,
    level: account.level ?? known.level,
    maxThreads: account.maxThreads ?? known.maxThreads,
    maxPerMinute: account.maxPerMinute ?? known.maxPerMinute,
    requestsToday: account.requestsToday ?? known.requestsToday,
    maxPerDay: account.maxPerDay ?? known.maxPerDay,
    unknownToday: account.unknownToday ?? known.unknownToday,
    maxUnknownPerDay: account.maxUnknownPerDay ?? known.maxUnknownPerDay,
  };
}
