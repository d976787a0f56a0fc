import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callCounts, esDePlace } from './esDePlace.js';
import { only, details, endings, summary } from './scrapeEvents.js';

const COPPER = 'nes/Copper Canyon Chronicles (USA) (Beta 2).nes';
const HORROR = 'nes/Homemade Horror (World).nes';
const UNKNOWN = { only: [COPPER, HORROR], config: { scraping: { media_types: ['covers'] } } } as const;

test('--enable-search finds what only a search finds, and remembers it', async () => {
  const place = await esDePlace(UNKNOWN);
  expect((await place.scrape()).code).toBe(1);
  expect(callCounts(place.site)).toEqual({ ssuserInfos: 1, jeuInfos: 2 });

  const found = await place.scrape(['--enable-search', '--json']);
  expect(found.code).toBe(1);
  expect(endings(found.out)).toEqual({ [COPPER]: 'scraped', [HORROR]: 'unmatched' });
  expect(only(found.out, 'rom.identified')).toMatchObject({ game: '9103', by: 'search', cached: false });
  expect(details(found.out)[HORROR]).toBe('No game info found from API; the search found nothing');
  // It is remembered that they are unknown, so only searches are requested.
  expect(callCounts(place.site)).toEqual({ ssuserInfos: 2, jeuInfos: 2, jeuRecherche: 2, mediaJeu: 1 });
  const asked = place.site.calls('jeuRecherche').map(({ query }) => [query.get('systemeid'), query.get('recherche')]);
  expect(asked.sort()).toEqual([
    ['3', 'Copper Canyon Chronicles'],
    ['3', 'Homemade Horror'],
  ]);
  const list = readFileSync(place.gamelist('nes'), 'utf8');
  expect(list).toContain('<game id="9103" source="ScreenScraper.fr">');

  const again = await place.scrape(['--enable-search', '--json']);
  expect(again.code).toBe(0);
  expect(summary(again.out)).toMatchObject({ requests: 0, skipped: 2 });
  expect((await place.scrape()).code).toBe(0);
  expect(readFileSync(place.gamelist('nes'), 'utf8')).toBe(list);

  // An entry that is lost is restored from what is remembered.
  const lost = await place.scrape(['--enable-search', '--mode', 'new_only', '--json'], { env: {} });
  expect(summary(lost.out).requests).toBe(0);
});

test('what a search has found is known in a run without one, too', async () => {
  const place = await esDePlace(UNKNOWN);
  await place.scrape(['--enable-search']);
  rmSync(place.mediumPath('nes/covers'), { recursive: true });
  const { out } = await place.scrape(['--json']);
  expect(endings(out)).toMatchObject({ [COPPER]: 'scraped' });
  expect(only(out, 'rom.identified')).toMatchObject({ game: '9103', by: 'memory', cached: true });
  expect(only(out, 'media.stored')).toMatchObject({ kind: 'covers' });
  expect(callCounts(place.site)).toMatchObject({ jeuInfos: 2, jeuRecherche: 2, mediaJeu: 2 });
});

test('a search’s best hit is taken if it reaches the threshold; a lower one is reconsidered later without a request', async () => {
  const search = { enable_search_fallback: true, confidence_threshold: 1 };
  const place = await esDePlace({ only: [COPPER], config: { ...UNKNOWN.config, search } });
  const { code, out } = await place.scrape(['--json']);
  expect(code).toBe(1);
  expect(details(out)[COPPER]).toBe(
    'No game info found from API; the best hit, “Copper Canyon Chronicles”, scores 0.99',
  );
  expect((await place.scrape()).code).toBe(0);

  place.configure({ search: { confidence_threshold: 0.99 } });
  const found = await place.scrape(['--json']);
  expect(found.code).toBe(0);
  expect(only(found.out, 'rom.identified')).toMatchObject({ game: '9103', by: 'search', cached: true });
  expect(callCounts(place.site)).toEqual({ ssuserInfos: 2, jeuInfos: 1, jeuRecherche: 1, mediaJeu: 1 });
});

test('--interactive-search does not ask without a terminal', async () => {
  const place = await esDePlace({ only: [COPPER], config: { ...UNKNOWN.config, search: { confidence_threshold: 1 } } });
  for (const json of [[], ['--json']]) {
    const { code, out } = await place.scrape(['--interactive-search', '--mode', 'force', ...json], {
      input: '1\nn\ny\n',
    });
    expect(code).toBe(1);
    expect(out).not.toMatch(/Which game is it|to pick one/);
    expect(out).toContain('scores 0.99');
  }
  // None of that counts as a "no" to be remembered.
  place.configure({ search: { confidence_threshold: 0.7 } });
  expect((await place.scrape(['--interactive-search'])).code).toBe(0);
});
