import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { photographDashboard } from './pictures/dashboard.js';
import { openPhotographer } from './pictures/photographer.js';
import { whileUpdating } from './pictures/updating.js';

/** `npm run pictures`: takes the pictures of the README, of what was built, into docs/pictures. CHROMIUM names the browser. */
const folder = resolve('docs', 'pictures');
await mkdir(folder, { recursive: true });
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const photographer = await openPhotographer(chromium);
try {
  await whileUpdating(async (terminal) => {
    // In the middle: some are done, some have failed, others wait.
    await terminal.shows(/✗ 29633: /);
    await photographer.terminal(terminal.screen(), join(folder, 'update.png'));
    await terminal.shows(/complete/);
    await photographer.terminal(terminal.screen(), join(folder, 'updated.png'));
  });
} finally {
  await photographer.close();
}
await photographDashboard(chromium, folder);
