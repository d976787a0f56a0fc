import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type EsDePlace, callCounts, esDePlace } from './esDePlace.js';
import { eventsOfType } from './events.js';
import { summary } from './scrapeEvents.js';

const PER_MINUTE = 20;
/** A minute, and how late a request may arrive. */
const MINUTE_MS = 61_000;
const LATER_CLOCK = new URL('laterClock.mjs', import.meta.url).href;

/** Two sets of gamelists and media, for the same user. */
function secondConfig(place: EsDePlace): string {
  const { paths, ...sections } = z
    .looseObject({ paths: z.looseObject({}) })
    .parse(parse(readFileSync(place.tree.config, 'utf8')));
  const other = { ...paths, media: join(place.folder, 'media2'), gamelists: join(place.folder, 'gamelists2') };
  const path = join(place.folder, 'second.yaml');
  writeFileSync(path, stringify({ ...sections, paths: other }));
  return path;
}

test('no more requests a minute than the account allows, across runs one after another', async () => {
  let laterMs = 0;
  const place = await esDePlace({
    account: { maxrequestspermin: PER_MINUTE },
    now: () => performance.now() + laterMs,
  });
  const psx = await place.scrape(['--json', '--systems', 'psx']);
  expect(psx).toMatchObject({ code: 0, err: '' });
  expect(place.site.requests.length).toBeLessThan(PER_MINUTE);
  expect(eventsOfType(psx.out, 'waiting')).toEqual([]);

  const waiting = place.startScrape(['--json', '--systems', 'nes']);
  await waiting.said('the account may make no more requests this minute');
  waiting.signal('SIGTERM');
  await waiting.ended;
  expect(place.site.requests).toHaveLength(PER_MINUTE);

  laterMs = MINUTE_MS;
  const nes = await place.scrape(['--json', '--systems', 'nes'], {
    node: ['--import', LATER_CLOCK],
    env: { LATER_MS: String(laterMs) },
  });
  expect(nes.err).toBe('');
  expect(summary(nes.out)).toMatchObject({ outcome: 'complete', left: 0 });
  expect(eventsOfType(nes.out, 'waiting')).toEqual([]);
  expect(place.site.requests.length).toBeGreaterThan(PER_MINUTE);
  expect(place.site.violations).toEqual([]);
});

test('no more requests at a time than the account allows, across runs side by side', async () => {
  const place = await esDePlace({
    only: ['nes/', 'psx/'],
    account: { maxthreads: 2 },
    latencyMs: { call: 20, medium: 20 },
  });
  const runs = await Promise.all([
    place.scrape(['--json', '--systems', 'nes']),
    place.scrape(['--json', '--systems', 'psx', '--config', secondConfig(place)]),
  ]);
  expect(runs).toMatchObject([
    { code: 1, err: '' },
    { code: 0, err: '' },
  ]);
  expect(place.site.violations).toEqual([]);
  expect(place.site.mostAtOnce()).toBe(2);
  expect(callCounts(place.site)).toMatchObject({ ssuserInfos: 2, jeuInfos: 7 });
});

test('one request at a time until the site has said what the account allows', async () => {
  let most = 0;
  const place: EsDePlace = await esDePlace({
    latencyMs: { call: 20 },
    faults: ({ call }) => {
      if (call === 'ssuserInfos') most = place.site.mostAtOnce();
      return null;
    },
  });
  expect((await place.scrape()).code).toBe(1);
  expect(most).toBe(1);
  expect(place.site.calls()[0]?.call).toBe('ssuserInfos');
  expect(place.site.mostAtOnce()).toBe(place.site.account.maxthreads);
  expect(place.site.violations).toEqual([]);
});
