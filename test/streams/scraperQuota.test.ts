import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QuotaError } from '../../src/model/errors.js';
import type { ScraperAccount } from '../../src/model/scrapedGame.js';
import { type QuotaOptions, type ScraperQuota, scraperQuota } from '../../src/streams/scraperQuota.js';
import { reports } from '../marbles.js';

const account = (facts: Partial<ScraperAccount> = {}): ScraperAccount => ({
  id: 'mario',
  level: 1,
  maxThreads: 4,
  maxPerMinute: 60,
  requestsToday: 0,
  maxPerDay: 100,
  unknownToday: 0,
  maxUnknownPerDay: 10,
  ...facts,
});

function quotaOf(facts: Partial<ScraperAccount> | null, options: Partial<QuotaOptions> = {}) {
  const { events, report } = reports();
  const quota = scraperQuota({ maxThreads: null, warnAt: 0.95, ...options }, report);
  if (facts !== null) told(quota, facts);
  return { quota, events };
}

/** Fetches the account. */
function told(quota: ScraperQuota, facts: Partial<ScraperAccount>): void {
  const request = quota.begin('account');
  request.learn(account(facts));
  request.end();
}

describe('threads', () => {
  test.each([
    [null, {}, 1],
    [null, { maxThreads: 8 }, 1],
    [{}, {}, 4],
    [{ maxThreads: 1 }, {}, 1],
    [{ maxThreads: 0 }, {}, 1],
    [{ maxThreads: null }, {}, 1],
    [{}, { maxThreads: 2 }, 2],
    [{}, { maxThreads: 8 }, 4],
    [{ requestsToday: 97 }, {}, 3],
    [{ requestsToday: 100 }, {}, 1],
    [{ requestsToday: 120 }, {}, 1],
    [{ unknownToday: 8 }, {}, 2],
  ])('for %j with %j are %i', (facts, options, threads) => {
    expect(quotaOf(facts, options).quota.threads()).toBe(threads);
  });

  test('of the account are not reduced by requests in flight', () => {
    const { quota } = quotaOf({ requestsToday: 98 });
    quota.begin('other');
    expect([quota.threads(), quota.limits().threads]).toEqual([1, 4]);
  });

  test('are fewer while requests for ROMs are in flight, since each may be unknown, and only then', () => {
    const { quota } = quotaOf({ unknownToday: 8 });
    const rom = quota.begin('rom');
    expect(quota.threads()).toBe(1);
    rom.end();
    expect(quota.threads()).toBe(2);
  });

  test('follow what the answers say', () => {
    const { quota } = quotaOf({ maxThreads: 4 });
    told(quota, { maxThreads: 2 });
    expect(quota.threads()).toBe(2);
    told(quota, { maxThreads: null });
    expect(quota.threads()).toBe(2);
  });
});

test.each([
  [null, null],
  [{}, 60],
  [{ maxPerMinute: null }, null],
])('the requests a minute for %j are %j', (facts, perMinute) => {
  expect(quotaOf(facts).quota.limits().perMinute).toBe(perMinute);
});

describe('the daily quota', () => {
  test('used up according to the site is used up for everything but the account', () => {
    const { quota } = quotaOf({ requestsToday: 100 });
    for (const kind of ['rom', 'other'] as const) {
      expect(quota.doubtful(kind)).toBe(false);
      expect(() => quota.begin(kind)).toThrow(QuotaError);
      expect(() => quota.begin(kind)).toThrow(/quota of 100 requests .* run again tomorrow/);
    }
    expect(() => quota.begin('account')).not.toThrow();
  });

  test('used up by our own count is in doubt until the account is fetched', () => {
    const { quota } = quotaOf({ requestsToday: 98 });
    for (let count = 0; count < 2; count++) quota.begin('other').end();
    expect(quota.doubtful('other')).toBe(true);
    told(quota, { requestsToday: 98 });
    expect(quota.doubtful('other')).toBe(false);
    quota.begin('other').end();
    quota.begin('other').end();
    told(quota, { requestsToday: 100 });
    expect(quota.doubtful('other')).toBe(false);
    expect(() => quota.begin('other')).toThrow(QuotaError);
  });

  test('in an answer may not include requests that were in flight, nor later ones', () => {
    const { quota } = quotaOf({ requestsToday: 0, maxPerDay: 4 });
    const [first, second] = [quota.begin('other'), quota.begin('other')];
    const third = quota.begin('other');
    second.learn(account({ requestsToday: 1, maxPerDay: 4 }));
    // One that is counted, and two that may not be.
    expect(quota.threads()).toBe(1);
    quota.begin('other');
    expect(quota.doubtful('other')).toBe(true);
    first.end();
    third.end();
  });

  test('is taken from the answer to the latest request, not from the answer that arrives last', () => {
    const { quota } = quotaOf({ requestsToday: 0 });
    const [early, late] = [quota.begin('other'), quota.begin('other')];
    late.learn(account({ requestsToday: 99 }));
    early.learn(account({ requestsToday: 2 }));
    expect(quota.threads()).toBe(1);
    expect(quota.doubtful('other')).toBe(true);
  });

  test('of zero requests is reported as such, and no request is made', () => {
    const { quota, events } = quotaOf({ maxPerDay: 0 });
    expect(() => quota.begin('rom')).toThrow(QuotaError);
    expect(() => quota.begin('other')).toThrow(/allows the account 0 requests a day/);
    expect(events).toEqual([]);
    told(quota, { maxPerDay: 1 });
    quota.begin('rom');
  });

  test('starts over on a new day', () => {
    const { quota } = quotaOf({ requestsToday: 100 });
    told(quota, { requestsToday: 0 });
    expect(() => quota.begin('rom')).not.toThrow();
    expect(quota.threads()).toBe(4);
  });

  test('that is not given is no limit', () => {
    const { quota } = quotaOf({ maxPerDay: null, maxUnknownPerDay: null });
    for (let count = 0; count < 1000; count++) quota.begin('rom').foundUnknown();
    expect(quota.doubtful('rom')).toBe(false);
  });

  test('is in doubt after a refusal, until an account that was requested later says otherwise', () => {
    const { quota } = quotaOf({ requestsToday: 5 });
    const [early, refused] = [quota.begin('other'), quota.begin('other')];
    refused.refused();
    expect([quota.doubtful('other'), quota.doubtful('account'), quota.threads()]).toEqual([true, false, 1]);
    early.learn(account({ requestsToday: 6 }));
    expect(quota.doubtful('other')).toBe(true);
    told(quota, { requestsToday: 7 });
    expect([quota.doubtful('other'), quota.threads()]).toEqual([false, 4]);
  });
});

describe('the quota of unknown ROMs', () => {
  test('applies only to ROMs', () => {
    const { quota } = quotaOf({ unknownToday: 10 });
    expect(() => quota.begin('rom')).toThrow(/quota of unknown ROMs \(10\)/);
    expect(() => quota.begin('rom')).toThrow(QuotaError);
    expect(() => quota.begin('other')).not.toThrow();
  });

  test('is in doubt by our own count, until the account is fetched', () => {
    const { quota } = quotaOf({ unknownToday: 9 });
    const request = quota.begin('rom');
    expect(quota.threads()).toBe(1);
    request.foundUnknown();
    request.end();
    expect([quota.doubtful('rom'), quota.doubtful('other')]).toEqual([true, false]);
    told(quota, { unknownToday: 10 });
    expect(quota.doubtful('rom')).toBe(false);
    expect(() => quota.begin('rom')).toThrow(QuotaError);
  });
});

describe('the warning', () => {
  const usedUp = (requestsToday: number | null, warnAt: number): string[] => {
    const { quota, events } = quotaOf({ requestsToday }, { warnAt });
    told(quota, { requestsToday: requestsToday ?? 0 });
    return events.map((event) => (event.type === 'warning' ? event.message : event.type));
  };

  test.each([
    [94, 0.95, []],
    [95, 0.95, ["ScreenScraper: 95 of today's 100 requests are used up."]],
    [100, 1, ["ScreenScraper: 100 of today's 100 requests are used up."]],
    [0, 0, ["ScreenScraper: 0 of today's 100 requests are used up."]],
    [null, 0.5, []],
  ])('at %j of 100 with a threshold of %d', (requestsToday, warnAt, messages) => {
    expect(usedUp(requestsToday, warnAt)).toEqual(messages);
  });
});

test('in whatever order answers arrive, the site is never sent more requests than it allows', () => {
  const action = fc.record({ kind: fc.constantFrom('rom' as const, 'other' as const), end: fc.nat({ max: 5 }) });
  fc.assert(
    fc.property(
      fc.nat({ max: 20 }),
      fc.boolean(),
      fc.array(action, { maxLength: 60 }),
      (maxPerDay, counts, actions) => {
        // A site that counts when it answers, and may or may not count what is not about a ROM.
        let requestsToday = 0;
        const { quota } = quotaOf({ maxPerDay });
        const now = () => account({ requestsToday, maxPerDay });
        const open: (() => void)[] = [];
        for (const { kind, end } of actions) {
          if (open.length < quota.threads()) {
            if (quota.doubtful(kind)) {
              expect(open).toEqual([]);
              told(quota, now());
            }
            try {
              const request = quota.begin(kind);
              open.push(() => {
                if (kind === 'rom' || counts) requestsToday += 1;
                expect(requestsToday).toBeLessThanOrEqual(maxPerDay);
                request.learn(now());
                request.end();
              });
            } catch (error) {
              expect(error).toBeInstanceOf(QuotaError);
              expect(requestsToday).toBe(maxPerDay);
            }
          }
          open.splice(end, 1)[0]?.();
        }
      },
    ),
    { numRuns: 500 },
  );
});
