import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type EsDePlace, callCounts, esDePlace, romsAsked } from './esDePlace.js';
import { details, endings, summary, warnings } from './scrapeEvents.js';
import { filesBelow } from './treeState.js';

const NES = ['nes/'] as const;
const NO_MEDIA = { scraping: { media_types: [] } } as const;

/** The ROMs with a given outcome, by `system/path`. */
const ended = (out: string, outcome: string): readonly string[] =>
  Object.entries(endings(out)).flatMap(([rom, how]) => (how === outcome ? [rom] : []));

/** How many requests the site answered that count toward the quota. */
const costly = (place: EsDePlace): number => place.site.calls().filter(({ call }) => call !== 'ssuserInfos').length;

test('the daily quota is never exceeded; ROMs that were not asked for are named, and the next day resumes there', async () => {
  const place = await esDePlace({ only: NES, account: { maxrequestsperday: 100, requeststoday: 91 } });
  const first = await place.scrape(['--json']);
  expect(first).toMatchObject({ code: 3, err: '' });
  expect(place.site.account.requeststoday).toBeLessThanOrEqual(100);
  expect(costly(place)).toBeLessThanOrEqual(9);
  expect(costly(place)).toBeGreaterThan(0);
  // Each of the five is named, one way or the other.
  const outcomes = endings(first.out);
  expect(Object.keys(outcomes)).toHaveLength(5);
  const left = ended(first.out, 'left');
  expect(left.length).toBeGreaterThan(0);
  expect(new Set(left.map((rom) => details(first.out)[rom]))).toEqual(new Set(['not looked up']));
  expect(summary(first.out)).toMatchObject({ outcome: 'quota', total: 5, left: left.length });
  expect(warnings(first.out).filter((message) => /day's quota of 100 requests.*run again/.test(message))).toHaveLength(
    1,
  );

  const known = new Set(romsAsked(place.site));
  const media = new Set(filesBelow(place.tree.media));
  // Includes media of ROMs whose other media had to be left.
  expect(summary(first.out).media).toBe(media.size);
  const mediaAsked = place.site.calls().filter(({ call }) => call.startsWith('media')).length;
  place.site.changeAccount({ requeststoday: 0 });
  const second = await place.scrape(['--json']);
  expect(second.err).toBe('');
  expect(ended(second.out, 'left')).toEqual([]);
  // No known ROM is asked for again, and no medium fetched that was there.
  expect(romsAsked(place.site)).toHaveLength(5);
  expect(new Set(romsAsked(place.site)).size).toBe(5);
  expect(
    romsAsked(place.site)
      .slice(known.size)
      .some((rom) => known.has(rom)),
  ).toBe(false);
  const fetched = place.site.calls().filter(({ call }) => call.startsWith('media')).length - mediaAsked;
  expect(fetched).toBe(filesBelow(place.tree.media).length - media.size);
  expect(filesBelow(place.tree.media)).toHaveLength(13);
  expect(summary(second.out).media).toBe(13 - media.size);

  const third = await place.scrape(['--json']);
  expect(third.code).toBe(0);
  expect(summary(third.out)).toMatchObject({ requests: 0, skipped: 5 });
});

test('with a quota that is already used up, only the account is requested', async () => {
  const place = await esDePlace({ only: NES, config: NO_MEDIA, account: { maxrequestsperday: 50, requeststoday: 50 } });
  const { code, out } = await place.scrape();
  expect(code).toBe(3);
  expect(callCounts(place.site)).toEqual({ ssuserInfos: 1 });
  expect(out).toContain('Pond Patrol (USA).nes - not looked up');
  expect(out).toMatch(/^ *Left:/m);
  const again = await place.scrape(['--json']);
  expect(again.code).toBe(3);
  expect(ended(again.out, 'left')).toHaveLength(5);
  expect(callCounts(place.site)).toEqual({ ssuserInfos: 2 });
});

test('a quota that the site ends without warning ends the run as well', async () => {
  // The counters in earlier answers were wrong, as when another program uses the same account.
  const place = await esDePlace({
    only: NES,
    config: NO_MEDIA,
    account: { maxthreads: 1 },
    faults: ({ call }) => {
      if (call === 'jeuInfos' && romsAsked(place.site).length === 2) {
        place.site.changeAccount({ requeststoday: 20_000 });
        return { kind: 'answer', status: 430, body: "Votre quota de scrape est dépassé pour aujourd'hui !" };
      }
      return null;
    },
  });
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(3);
  // The 430 is believed once the account confirms it.
  expect(callCounts(place.site).ssuserInfos).toBeGreaterThan(1);
  expect(romsAsked(place.site)).toHaveLength(2);
  expect(ended(out, 'left')).toHaveLength(4);
});

test('the daily quota of unknown ROMs is never exceeded', async () => {
  const place = await esDePlace({
    only: ['nes/Copper', 'nes/Homemade', 'nes/Pond'],
    config: NO_MEDIA,
    account: { maxrequestskoperday: 10, requestskotoday: 9 },
  });
  const first = await place.scrape(['--json']);
  expect(first.code).toBe(3);
  expect(place.site.account.requestskotoday).toBe(10);
  expect(ended(first.out, 'unmatched')).toHaveLength(1);
  expect(ended(first.out, 'left').length).toBeGreaterThan(0);
  expect(warnings(first.out).filter((message) => message.includes('quota of unknown ROMs (10)'))).toHaveLength(1);
  // The limit was never overrun to the point of a 431.
  expect(romsAsked(place.site).length).toBeLessThanOrEqual(2);

  place.site.changeAccount({ requestskotoday: 0 });
  const second = await place.scrape(['--json']);
  expect(second.code).toBe(1);
  expect(ended(second.out, 'left')).toEqual([]);
  expect(romsAsked(place.site)).toHaveLength(3);
  expect(readFileSync(place.gamelist('nes'), 'utf8')).toContain('Pond Patrol');
});

test('a warning appears when the used share of the quota reaches the configured threshold', async () => {
  const account = { maxrequestsperday: 1000, requeststoday: 500 };
  const place = await esDePlace({ only: ['nes/Pond'], config: NO_MEDIA, account });
  expect(await place.scrape()).toMatchObject({ code: 0, err: '' });
  place.configure({ api: { quota_warning_threshold: 0.5 } });
  const warned = await place.scrape(['--mode', 'force']);
  expect(warned.code).toBe(0);
  expect(warned.err).toBe("  ⚠ ScreenScraper: 501 of today's 1000 requests are used up.\n");
});
