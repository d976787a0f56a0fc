import { AnsiUp } from 'ansi_up';
import { type Browser, chromium } from 'playwright-core';
import { COLUMNS } from './terminal.js';

const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Twice the pixels, so that text is sharp in the README. */
export const SHARP = { deviceScaleFactor: 2, viewport: { width: 1280, height: 800 } };

/**
 * A browser that takes pictures.
 *
 * @param executablePath - of a Chromium or Chrome
 */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: QUIET });

/** Takes a picture of what a terminal shows: text with escape sequences. */
export async function photographTerminal(browser: Browser, screen: string, file: string): Promise<void> {
  const page = await browser.newPage(SHARP);
  await page.setContent(terminalPage(screen));
  await page.locator('main').screenshot({ path: file });
  await page.close();
}

/** A window with a terminal in it. */
function terminalPage(screen: string): string {
  const ansi = new AnsiUp();
  return `<!doctype html>
<meta charset="utf-8">
<style>
  body { margin: 0; background: transparent; }
  main { display: inline-block; padding: 18px 20px; border-radius: 8px; background: #15161c; color: #d8dae3; }
  pre { margin: 0; width: ${COLUMNS}ch; font: 14px/1.3 'DejaVu Sans Mono', 'Noto Sans Mono', monospace; }
</style>
<main><pre>${ansi.ansi_to_html(screen.replace(/\n$/, ''))}</pre></main>`;
}
