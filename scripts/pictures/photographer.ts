import { AnsiUp } from 'ansi_up';
import { chromium } from 'playwright-core';
import { COLUMNS } from './terminal.js';

/** A browser that takes pictures. */
export interface Photographer {
  /** Takes a picture of what a terminal shows: text with escape sequences. */
  readonly terminal: (screen: string, file: string) => Promise<void>;
  /** Takes a picture of a page, when this is to be seen on it. */
  readonly page: (url: string, visible: string, file: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Twice the pixels, so that letters are sharp in the README. */
const SHARP = { deviceScaleFactor: 2, viewport: { width: 1280, height: 800 } };

/** @param executablePath - of a Chromium or Chrome */
export async function openPhotographer(executablePath: string): Promise<Photographer> {
  const browser = await chromium.launch({ executablePath, args: QUIET });
  const page = await browser.newPage(SHARP);
  return {
    terminal: async (screen, file) => {
      await page.setContent(terminalPage(screen));
      await page.locator('main').screenshot({ path: file });
    },
    page: async (url, visible, file) => {
      await page.goto(url);
      await page.locator(visible).first().waitFor();
      await page.screenshot({ path: file });
    },
    close: () => browser.close(),
  };
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
