import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type Page, chromium as driver } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { chromium } from './chromium.js';

export const CHROMIUM = chromium();

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Busy machines take their time; what takes longer than this never happens. */
const PATIENCE_MS = 55_000;

/** A headless Chromium. */
const launch = (executablePath: string): Promise<Browser> => driver.launch({ executablePath, args: ARGS });

/**
 * One browser for the tests of a file. Each page has a session of its own; a test fails when its page reports any problem:
 * an error, a blocked script, a missing file.
 *
 * @returns a function that opens a page
 */
export function browserForTests(): (url: string) => Promise<Page> {
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (CHROMIUM !== null) browser = await launch(CHROMIUM);
  });
  afterAll(async () => {
    await browser?.close();
  });

  return async (url) => {
    if (browser === null) throw new Error('There is no browser.');
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(url);
    return page;
  };
}

/** The width of everything that a page shows. */
export const widthOf = async (page: Page): Promise<number> =>
  z.number().parse(await page.evaluate('document.documentElement.scrollWidth'));

/** The text of each element, without the space around it. */
export async function textsOf(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.locator(selector).allInnerTexts()).map((text) => text.trim());
}

/**
 * The violations that axe finds on a page as it is shown now: the rule, and its elements.
 *
 * It does not locate elements without violations, and needs no second page to combine its findings from frames, since there
 * are none.
 */
export async function violationsOn(
  page: Page,
): Promise<readonly (readonly [rule: string, elements: readonly string[]])[]> {
  expect(page.frames()).toHaveLength(1);
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
