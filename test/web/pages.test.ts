import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MAX_ROWS_EXAMINED } from '../../src/archive/dashboard/listStatements.js';
import { filledArchive, write } from '../archive/dashboard/filledArchive.js';
import { testBuild } from '../endToEnd/testBuild.js';
import { CHROMIUM, browserForTests, textsOf, violationsOn, widthOf } from './browser.js';
import { type Serving, TOKEN, serve } from './serving.js';

/** Every kind of page, and what it shows once it has received everything that it requested. */
const PAGES = [
  { place: '', shows: 'All runs' },
  { place: 'games', shows: '4 games' },
  { place: 'games?pageSize=1', shows: '1 of 4 games' },
  { place: 'games?status=waiting', shows: '2 games' },
  { place: 'games/1', shows: 'Version 1' },
  { place: 'games/2', shows: 'Version 2' },
  { place: 'games/5', shows: 'given up' },
  { place: 'failures', shows: '2 failures' },
  { place: 'runs', shows: '3 runs' },
  { place: 'nowhere', shows: 'Page not found' },
];

/** Serves an archive of a few games, below a folder. */
async function served(folder: string, more: (rhdata: string) => void = () => undefined): Promise<Serving> {
  const electron = join(folder, 'archive', 'electron');
  mkdirSync(electron, { recursive: true });
  const { rhdata } = await filledArchive(electron);
  more(rhdata);
  return serve({ cli: testBuild(), folder });
}

describe.skipIf(CHROMIUM === null)('the pages', () => {
  const open = browserForTests();
  const folder = mkdtempSync(join(tmpdir(), 'romflow-web-'));
  let server: Serving;

  beforeAll(async () => {
    server = await served(folder, (rhdata) => {
      write(rhdata, "UPDATE gameversions SET author = char(8238) || 'Dan' WHERE gameid = '4'");
    });
  });
  afterAll(async () => {
    await server.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const openAt = (place: string) => open(`${server.url}#/${place}`);

  test('the overview shows what the archive holds, with charts that also have tables', async () => {
    const page = await openAt('');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await page.getByRole('link', { name: '4 games' }).waitFor();
    await page.getByRole('link', { name: '2 failed' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    const chart = page.getByRole('img', { name: /^Games per month/ });
    await chart.waitFor();
    await page.getByText('The numbers for: Games per month').click();
    const months = page.getByRole('region', { name: 'Games per month' });
    await months.getByRole('row', { name: /^2023-11 / }).waitFor();
    expect(await page.title()).toBe('Overview – romflow');
  });

  test('the token is removed from the address and survives a reload', async () => {
    const page = await open(server.withToken);
    await page.getByRole('button', { name: 'Start update' }).waitFor();
    expect(page.url()).toBe(`${server.url}#/`);
    await page.reload();
    await page.getByRole('button', { name: 'Start update' }).waitFor();
    expect(await page.content()).not.toContain(TOKEN);
  });

  test('without the token nothing can be started, and a sentence says what to do', async () => {
    const page = await openAt('');
    await page.getByText(/open the address with #token=/).waitFor();
    expect(await page.getByRole('button', { name: /Start/ }).count()).toBe(0);
    await page.goto(`${server.url}#/failures`);
    await page.getByText('Failing 5').waitFor();
    expect(await page.getByRole('button', { name: /Retry/ }).count()).toBe(0);
  });

  test('a sentence names the flag when control is not allowed', async () => {
    const closed = await serve({ cli: testBuild(), folder, control: false });
    try {
      const page = await open(closed.withToken);
      await page.getByText(/--allow-control/).waitFor();
      expect(await page.getByRole('button', { name: /Start/ }).count()).toBe(0);
      await page.goto('about:blank');
    } finally {
      await closed.end();
    }
  });

  test('games are searched while typing, by name, author and id', async () => {
    const page = await openAt('games');
    await inMain(page, '4 games').waitFor();
    await page.getByLabel('Search').fill('cookie');
    await inMain(page, '2 games').waitFor();
    expect(await namesOn(page)).toEqual(['Castle_3', 'Cookie & Kingdom']);
    expect(page.url()).toBe(`${server.url}#/games?search=cookie`);
    await page.getByLabel('Search').fill('no game has this name');
    await page.getByText('No games match.').waitFor();
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await inMain(page, '4 games').waitFor();
    expect(await page.getByLabel('Search').inputValue()).toBe('');
  });

  test('an author whose name reverses the text direction does not reverse the text beside it', async () => {
    const page = await openAt('games');
    await page.getByText(/Dan/).waitFor();
    expect(await behindItsEnd(page, 'tr:last-child small')).toEqual(['\u202eDan · 4', 0]);
    await page.getByRole('link', { name: 'Dram' }).click();
    await page.getByRole('heading', { name: 'Dram', level: 1 }).waitFor();
    expect(await behindItsEnd(page, '.page-title p')).toEqual(['\u202eDan · Hard · Standard · id 4', 0]);
  });

  test('the duration of a run that was killed is unknown', async () => {
    const page = await openAt('runs');
    await inMain(page, '3 runs').waitFor();
    const latest = await textsOf(page, '.cards tbody tr:first-child td');
    expect(latest.slice(0, 4)).toEqual(['Update', 'killed', expect.any(String), '–']);
  });

  test('one game is in the singular', async () => {
    const page = await openAt('');
    const one = { games: 1, versions: 1, patches: 1, blobs: 1, attachments: 1, removed: 1 };
    await page.route('**/api/summary', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...z.looseObject({}).parse(await response.json()), holds: one } });
    });
    await page.reload();
    await page.getByRole('link', { name: '1 game', exact: true }).waitFor();
    expect((await page.locator('.tiles').innerText()).split(/\s+/).slice(0, 8).join(' ')).toBe(
      '1 game 1 version 1 patch 1 blob',
    );
  });

  test('games are filtered by difficulty, type and status, and sorted', async () => {
    const page = await openAt('games');
    await page.getByLabel('Difficulty').selectOption('Hard');
    await inMain(page, '2 games').waitFor();
    await page.getByLabel('Type').selectOption('Puzzle');
    await inMain(page, '1 game').waitFor();
    expect(await namesOn(page)).toEqual(['Beyond 100%']);
    await page.goBack();
    await inMain(page, '2 games').waitFor();
    await page.getByLabel('Difficulty').selectOption('');
    await inMain(page, '4 games').waitFor();
    await page.getByLabel('Order').selectOption({ label: 'Name, Z to A' });
    await expect.poll(() => namesOn(page)).toEqual(['Dram', 'Cookie & Kingdom', 'Castle_3', 'Beyond 100%']);
    await page.getByLabel('Status').selectOption({ label: 'Waiting (2)' });
    await expect.poll(() => namesOn(page)).toEqual(['Waiting 8', 'Waiting 7']);
  });

  test('a list has pages, and going back returns to the same place', async () => {
    const page = await openAt('games?pageSize=2');
    await inMain(page, '2 of 4 games').waitFor();
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Dram' }).click();
    await page.getByRole('heading', { name: 'Dram', level: 1 }).waitFor();
    await page.goBack();
    await expect.poll(() => namesOn(page)).toEqual(['Cookie & Kingdom', 'Dram']);
    await page.goBack();
    await expect.poll(() => namesOn(page)).toEqual(['Beyond 100%', 'Castle_3']);
  });

  test('every page links to the first, the previous, the next and the last one', async () => {
    const page = await openAt('games?pageSize=1');
    const to = (name: string): Promise<void> => page.getByRole('link', { name, exact: true }).click();
    const shows = (name: string): Promise<void> => expect.poll(() => namesOn(page)).toEqual([name]);
    await shows('Beyond 100%');
    expect(await page.locator('.pager a[aria-disabled]').allInnerTexts()).toEqual(['First', 'Previous']);
    await to('Next');
    await shows('Castle_3');
    await to('Last');
    await shows('Dram');
    expect(await page.locator('.pager a[aria-disabled]').allInnerTexts()).toEqual(['Next', 'Last']);
    await to('Previous');
    await shows('Cookie & Kingdom');
    // What the address names is shown again after a reload.
    await page.reload();
    await shows('Cookie & Kingdom');
    await to('First');
    await shows('Beyond 100%');
    expect(page.url()).toBe(`${server.url}#/games?pageSize=1`);
  });

  test('a game shows its versions, what changed, and the hashes, blobs and attachments of its patches', async () => {
    const page = await openAt('games/2');
    await page.getByRole('heading', { name: 'Beyond 100%', level: 1 }).waitFor();
    expect(await textsOf(page, '.version h3')).toEqual(['Version 2', 'Version 1']);
    await page
      .getByRole('region', { name: 'Changes in version 2' })
      .getByText('beyond 100%', { exact: true })
      .waitFor();
    await page.locator('.patch > summary').first().click();
    for (const name of ['Patch', 'Patched ROM', 'Blob', 'Attachment', 'Sealed file', 'Patch inside']) {
      await page.getByRole('heading', { name, exact: true, level: 5 }).first().waitFor();
    }
    await page.getByText('CID v1').first().waitFor();
  });

  test('links from the network lead only to the web, in a tab that learns nothing', async () => {
    const page = await openAt('games/1');
    const screenshot = page.getByRole('link', { name: /^Screenshot 1/ });
    await screenshot.waitFor();
    expect(await screenshot.getAttribute('href')).toMatch(/^https?:/);
    expect(await screenshot.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  });

  test('everything can be done with the keyboard alone', async () => {
    const page = await open(server.withToken);
    await page.getByRole('link', { name: '4 games' }).waitFor();
    const focused = page.locator(':focus');
    await page.keyboard.press('Tab');
    expect(await focused.innerText()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await focused.getAttribute('id')).toBe('main');
    await page.keyboard.press('Tab');
    expect(await focused.getAttribute('href')).toBe('#/games');
    await page.keyboard.press('Enter');
    await page.locator('h1:focus', { hasText: 'Games' }).waitFor();
    await inMain(page, '4 games').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('dram');
    await page.keyboard.press('Enter');
    await inMain(page, '1 game').waitFor();
    await page.getByRole('link', { name: 'Dram' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => focused.innerText()).toBe('Dram');
    const patch = page.locator('.patch').first();
    await patch.locator('> summary').focus();
    await page.keyboard.press('Enter');
    await patch.getByText('Patched ROM').waitFor();
  });

  test('an address that changes while the first page is being drawn is followed', async () => {
    const page = await openAt('games');
    await page.addInitScript(`
      new MutationObserver((_changes, observer) => {
        if (document.querySelector('main') === null) return;
        observer.disconnect();
        location.hash = '#/runs';
      }).observe(document, { childList: true, subtree: true });
    `);
    await page.reload();
    await inMain(page, '3 runs').waitFor();
  });

  test('what could not be requested while the server was away is requested again when it is back', async () => {
    const page = await openAt('games');
    const run = { status: 'none', view: null, here: false, failure: null };
    const body = `retry: 20\nevent: run\ndata: ${JSON.stringify(run)}\n\n`;
    await page.clock.install();
    // It reports the run, and is gone.
    await page.route('**/api/run/events', (route) => route.fulfill({ contentType: 'text/event-stream', body }));
    await page.route('**/api/games?*', (route) => route.fulfill({ json: {} }));
    const told = page.waitForResponse('**/api/run/events');
    await page.reload();
    await told;
    await page.clock.runFor(5000);
    await page.getByRole('alert').waitFor();
    await page.unroute('**/api/games?*');
    await page.clock.runFor(5000);
    await inMain(page, '4 games').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test.each(PAGES)('axe finds nothing on #/$place, and nothing is wider than 360 pixels', async (one) => {
    const page = await open(server.withToken);
    await page.goto(`${server.url}#/${one.place}`);
    await unfolded(page, one.shows);
    for (const colorScheme of ['light', 'dark'] as const) {
      // With motion, axe may see a button halfway from one scheme's color to the other's.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await violationsOn(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 360, height: 740 });
    await expect.poll(() => widthOf(page)).toBe(360);
  });

  test('axe would find a violation', async () => {
    const page = await openAt('nowhere');
    await unfolded(page, 'Page not found');
    await page.evaluate('document.querySelector("main").append(document.createElement("img"))');
    expect(await violationsOn(page)).toEqual([['image-alt', ['<img>']]]);
  });

  test('failed games are retried, one or all', async () => {
    const page = await open(server.withToken);
    await page.getByRole('link', { name: /^Failures/ }).click();
    await page.getByText('There is no patch.').waitFor();
    await page.getByRole('button', { name: 'Retry Failing 6', exact: true }).click();
    await page.getByText(/^1 game will be retried/).waitFor();
    await page.getByText('1 failure', { exact: true }).waitFor();
    expect(await page.getByText('There is no patch.').count()).toBe(0);
    await page.getByRole('button', { name: 'Retry 1 game' }).click();
    await page.getByText(/^Nothing has failed/).waitFor();
    await page.goto(`${server.url}#/games?status=waiting`);
    await inMain(page, '4 games').waitFor();
  });
});

/** More games than two requests examine. */
const MANY = 2 * MAX_ROWS_EXAMINED + 5000;

describe.skipIf(CHROMIUM === null)('a search in a large archive', () => {
  const open = browserForTests();
  const folder = mkdtempSync(join(tmpdir(), 'romflow-web-'));
  let server: Serving;

  const manyMore = `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${MANY})
    INSERT INTO romflow_games (id, version, name, removed, obsoleted)
    SELECT 1000 + n, 1, CASE WHEN n IN (7, ${MANY}) THEN 'Needle ' || n ELSE printf('Hay %06d', n) END, 0, 0 FROM number`;

  beforeAll(async () => {
    server = await served(folder, (rhdata) => {
      write(rhdata, manyMore);
    });
  });
  afterAll(async () => {
    await server.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('continues by itself to the end of the list, and then shows how many there are', async () => {
    const page = await open(`${server.url}#/games?sort=id`);
    await inMain(page, `50 of ${new Intl.NumberFormat('en').format(MANY + 4)} games`).waitFor();
    await page.getByLabel('Search').fill('needle');
    await inMain(page, '2 games').waitFor();
    expect(await namesOn(page)).toEqual(['Needle 7', `Needle ${MANY}`]);
    await page.getByLabel('Search').fill('nowhere');
    await page.getByText('No games match.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  test('shows a page when it is full, and no total that is unknown', async () => {
    const page = await open(`${server.url}#/games?search=needle&sort=id&order=desc&pageSize=1`);
    await inMain(page, '1 game on this page').waitFor();
    await page.getByRole('link', { name: 'Next', exact: true }).click();
    await expect.poll(() => namesOn(page)).toEqual(['Needle 7']);
    await page.getByRole('link', { name: 'Previous', exact: true }).click();
    await expect.poll(() => namesOn(page)).toEqual([`Needle ${MANY}`]);
    await page.getByRole('link', { name: 'Last', exact: true }).click();
    await expect.poll(() => namesOn(page)).toEqual(['Needle 7']);
  });
});

/** The names of the games in the list, in order. */
const namesOn = (page: Page): Promise<readonly string[]> => textsOf(page, 'td.lead a');

/** A line of text, and how much of it is to the right of its last character, in pixels. */
const behindItsEnd = async (page: Page, selector: string): Promise<readonly [string, number]> =>
  z.tuple([z.string(), z.number()]).parse(
    await page.evaluate(`{
      const line = document.querySelector('${selector}');
      const range = document.createRange();
      range.selectNodeContents(line);
      const { right } = range.getBoundingClientRect();
      let last = line;
      while (last.lastChild) last = last.lastChild;
      range.setStart(last, last.length - 1);
      [line.textContent, Math.round(right - range.getBoundingClientRect().right)];
    }`),
  );

/** A text of the page itself, not of what surrounds it. */
const inMain = (page: Page, text: string): Locator => page.getByRole('main').getByText(text, { exact: true });

/** Waits until a page shows what it must, and expands everything on it. */
async function unfolded(page: Page, shows: string): Promise<void> {
  await inMain(page, shows).first().waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true;');
}
