import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { photographDashboard } from './pictures/dashboard.js';
import { openBrowser, photographTerminal } from './pictures/photographer.js';
import { whileUpdating } from './pictures/updating.js';

/** `npm run pictures`: takes the README's pictures of the built program into docs/pictures. CHROMIUM_PATH names the browser. */
const folder = resolve('docs', 'pictures');
await mkdir(folder, { recursive: true });
const browser = await openBrowser(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium');
try {
  await whileUpdating(async (terminal) => {
    // Midway: some are done, some have failed, others are waiting.
    await terminal.shows(/✗ 29633: /);
    await photographTerminal(browser, terminal.screen(), join(folder, 'update.png'));
    await terminal.shows(/complete/);
    await photographTerminal(browser, terminal.screen(), join(folder, 'updated.png'));
  });
  await photographDashboard(browser, folder);
} finally {
  await browser.close();
}
