import { existsSync, readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type EsDePlace, type EsDePlaceOptions, esDePlace, romsAsked } from '../endToEnd/esDePlace.js';
import { testBuild } from '../endToEnd/testBuild.js';
import { CHROMIUM, browserForTests } from './browser.js';
import { serve } from './serving.js';

const PATIENCE = { timeout: 40_000 };
/** One request at a time, and slow enough to be watched. */
const SLOW: EsDePlaceOptions = { account: { maxthreads: 1 }, latencyMs: { call: 500, medium: 100 } };

describe.skipIf(CHROMIUM === null)('a scrape in the browser', () => {
  const open = browserForTests();
  const cli = testBuild();

  /** Presses the button that starts a scrape, and waits until the run appears. */
  async function started(options: EsDePlaceOptions): Promise<{ place: EsDePlace; page: Page; card: Locator }> {
    const place = await esDePlace({ config: { scraping: { media_types: ['covers'] } }, ...SLOW, ...options });
    const server = await serve({ cli, folder: place.folder, env: place.surroundings.env });
    onTestFinished(server.end);
    const page = await open(server.withToken);
    const card = page.getByRole('region', { name: /^The (?:run in progress|last run)$/ });
    await card.getByRole('button', { name: 'Start scrape' }).click();
    await page.getByRole('heading', { name: 'The run in progress' }).waitFor();
    await card.getByRole('heading', { name: 'Scrape', exact: true }).waitFor();
    return { place, page, card };
  }

  const progress = async (card: Locator): Promise<string> =>
    (await card.getByRole('progressbar', { name: 'Progress of the run' }).getAttribute('aria-valuetext')) ?? '';

  test('is started, watched live, and leaves the finished gamelist', async () => {
    // Each ROM takes longer than the longest interval at which the page polls.
    const { place, page, card } = await started({
      only: ['nes/Pond', 'nes/Kite', 'snes/Lantern', 'snes/Pépin'],
      latencyMs: { call: 1500, medium: 100 },
    });
    await card.getByRole('heading', { name: 'In progress', exact: true }).waitFor();
    const seen = new Set<string>();
    const completed = async (): Promise<number> => {
      seen.add(await progress(card));
      return card.getByText('complete', { exact: true }).count();
    };
    await expect.poll(completed, { ...PATIENCE, interval: 100 }).toBe(1);
    // Progress was visible before everything was over.
    expect([...seen].filter((text) => /^[1-9]\d* of \d+ ROMs done/.test(text))).not.toEqual([]);
    expect(await progress(card)).toMatch(/^(\d+) of \1 ROMs done, 100 percent$/);
    await page.getByRole('heading', { name: 'The last run' }).waitFor();
    await card.getByRole('button', { name: 'Start scrape' }).waitFor();

    expect(readFileSync(place.gamelist('nes'), 'utf8')).toMatch(/<name>Pond Patrol<\/name>/);
    expect(readFileSync(place.gamelist('snes'), 'utf8')).toMatch(/<name>Lantern Harbor<\/name>/);
    expect(place.site.violations).toEqual([]);
  });

  test('is paused, resumed and stopped, and the next one continues', async () => {
    const { place, page, card } = await started({});
    await expect.poll(() => progress(card), PATIENCE).toMatch(/^[1-9]\d* of \d+ ROMs done/);

    await card.getByRole('button', { name: 'Pause' }).click();
    await card.getByText('paused', { exact: true }).waitFor();
    await card.getByRole('heading', { name: 'In progress', exact: true }).waitFor({ state: 'detached' });
    const asked = romsAsked(place.site);
    await card.getByRole('button', { name: 'Resume' }).click();
    await card.getByText('running', { exact: true }).waitFor();
    await expect.poll(() => romsAsked(place.site).length, PATIENCE).toBeGreaterThan(asked.length);

    await card.getByRole('button', { name: 'Stop' }).click();
    await card.getByText('stopped', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'The last run' }).waitFor();
    expect(existsSync(place.gamelist('nes'))).toBe(true);
    const stopped = romsAsked(place.site);
    place.site.changeAccount({ maxthreads: 4 });
    await card.getByRole('button', { name: 'Start scrape' }).click();
    await card.getByText('complete', { exact: true }).waitFor(PATIENCE);
    // What was done before is skipped: like what is done now, it does not count as left.
    await expect.poll(() => progress(card), PATIENCE).toMatch(/, [1-9]\d* skipped, 100 percent$/);
    const later = romsAsked(place.site).slice(stopped.length);
    expect(later).not.toEqual([]);
    // What was scraped before the stop is not requested again.
    expect(later).not.toContain(asked[0]);
  });
});
