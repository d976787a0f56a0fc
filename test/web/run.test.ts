import { describe, expect, onTestFinished, test } from 'vitest';
import { configFor, goldenWorkplace } from '../endToEnd/workplace.js';
import { testBuild } from '../endToEnd/testBuild.js';
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

  // Slow enough that it still runs when the page of a busy machine comes to stopping it.
  test('an update is started, seen live, paused, resumed and stopped', { timeout: 180_000 }, async () => {
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
    await card.getByRole('heading', { name: 'Latest finished' }).waitFor();
    // A run that is paused does not end while axe takes its time.
    expect(await violationsOn(page)).toEqual([]);
    await card.getByRole('button', { name: 'Resume' }).click();
    await card.getByText('running', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Stop' }).click();
    await card.getByText('stopped', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Start update' }).waitFor();
    await page
      .getByRole('region', { name: 'Next request' })
      .getByText(/at once/)
      .waitFor();
    await page.getByRole('table', { name: 'Latest runs' }).getByText('stopped').first().waitFor();
  });

  test('an update that was started elsewhere is followed to its end, without buttons, also with the clock set back', async () => {
    const { place, server } = await served(200);
    const page = await open(server.withToken);
    await page.clock.install();
    await page.reload();
    await page.getByText('No run has been seen yet.').waitFor();
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
});
