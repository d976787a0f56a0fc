import type { Locator } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunView } from '../../src/model/runView.js';
import { sampleView } from '../dashboard/sampleView.js';
import { testBuild } from '../endToEnd/testBuild.js';
import { configFor, goldenWorkplace } from '../endToEnd/workplace.js';
import { CHROMIUM, browserForTests, violationsOn } from './browser.js';
import { serve } from './serving.js';

describe.skipIf(CHROMIUM === null)('the run in progress', () => {
  const open = browserForTests();
  const cli = testBuild();

  /** A site that answers, and a server on an archive that does not exist yet. */
  async function served(downloadDelay: number) {
    const place = await goldenWorkplace();
    const config = configFor(place.site.origin, place.base, place.folder);
    place.writeConfig({ ...config, smwc: { ...config.smwc, downloadDelay } });
    const server = await serve({ cli, folder: place.folder });
    onTestFinished(server.end);
    return { place, server };
  }

  // Slow enough that it is still running when the page of a busy machine gets around to stopping it.
  test('an update is started, watched live, paused, resumed and stopped', { timeout: 180_000 }, async () => {
    const { server } = await served(3000);
    const page = await open(server.withToken);
    const card = page.getByRole('region', { name: /^The (?:run in progress|last run)$/ });
    await card.getByRole('button', { name: 'Start update' }).click();

    await page.getByRole('heading', { name: 'The run in progress' }).waitFor();
    const bar = card.getByRole('progressbar', { name: 'Progress of the run' });
    const saidByBar = async (): Promise<string> => (await bar.getAttribute('aria-valuetext')) ?? '';
    await expect.poll(saidByBar, { timeout: 30_000 }).toMatch(/^[1-9]\d* of \d+ games done/);
    await card.getByRole('button', { name: 'Pause' }).click();
    await card.getByText('paused', { exact: true }).waitFor();
    await card.getByRole('heading', { name: 'Recently finished' }).waitFor();
    // A paused run does not end while axe takes its time.
    expect(await violationsOn(page)).toEqual([]);
    await card.getByRole('button', { name: 'Resume' }).click();
    await card.getByText('running', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Stop' }).click();
    await card.getByText('stopped', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Start update' }).waitFor();
    await page.getByRole('region', { name: 'Next request' }).getByText(/ now$/).waitFor();
    await page.getByRole('table', { name: 'Latest runs' }).getByText('stopped').first().waitFor();
  });

  test('an update that was started elsewhere is followed to its end, without buttons, even with the clock set back', async () => {
    const { place, server } = await served(200);
    const page = await open(server.withToken);
    await page.clock.install();
    await page.reload();
    await page.getByText('No run yet.').waitFor();
    await page.clock.setSystemTime(Date.now() - 3_600_000);
    const update = place.startUpdate([], { cli });
    await page.getByText(/started elsewhere/).waitFor();
    expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
    await update.ended;
    await page.getByRole('heading', { name: 'The last run' }).waitFor();
    const done = page.getByRole('progressbar', { name: 'Progress of the run' });
    await expect.poll(() => done.getAttribute('aria-valuenow'), { timeout: 30_000 }).toBe('100');
    await expect.poll(() => page.locator('.tiles').innerText(), { timeout: 30_000 }).toMatch(/[1-9]\d*\s+games/);
  });

  test('a run shows no more than is known about it', async () => {
    const { server } = await served(200);
    const page = await open(server.url);
    const { work } = sampleView();
    const catalog = { mode: 'full', page: 0, lastPage: null, records: 0, fresh: 0, outcome: null } as const;
    /** The card of a run, when the server reports it like this. */
    const cardOf = async (status: string, over: Partial<RunView>): Promise<Locator> => {
      const run = { status, view: sampleView({ catalog, ...over }), here: false, failure: null };
      const body = `event: run\ndata: ${JSON.stringify(run)}\n\n`;
      await page.route('**/api/run/events', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
      await page.reload();
      const card = page.getByRole('region', { name: /^The (?:run in progress|last run)$/ });
      await card.getByRole('heading', { name: 'Update' }).waitFor();
      return card;
    };

    // Before the first page, nobody knows how long it takes, although nothing is waiting.
    let card = await cardOf('running', { work: { ...work, total: 0, left: 0, etaMs: 0 } });
    await card.getByText('Requesting the first page of the catalog.', { exact: true }).waitFor();
    expect(await card.locator('.figures').innerText()).toMatch(/Time left\s+–/);

    // While it is paused, the time left does not pass, so none is shown.
    const nearly = { ...work, total: 1000, done: 999, left: 1, etaMs: 70_000 };
    card = await cardOf('paused', { state: 'paused', work: nearly });
    expect(await card.locator('.figures').innerText()).toMatch(/Time left\s+–/);
    const bar = card.getByRole('progressbar', { name: 'Progress of the run' });
    expect(await bar.getAttribute('aria-valuetext')).toBe('999 of 1,000 games done, 99 percent');

    card = await cardOf('interrupted', { catalog: { ...catalog, page: 3, lastPage: 12, records: 150 } });
    await card.getByText('killed', { exact: true }).waitFor();
    card = await cardOf('ended', {
      state: 'ended',
      outcome: 'paused',
      catalog: { ...catalog, page: 3, lastPage: 12, records: 150, outcome: 'paused' },
    });
    await card.getByText('Catalog paused, page 3 of 12: 150 records, 0 new or changed.').waitFor();
  });
});
