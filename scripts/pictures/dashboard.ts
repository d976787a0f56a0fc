import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { demoBaseRom } from '../../src/demo/baseRom.js';
import { demoHacks } from '../../src/demo/hacks.js';
import { startSite } from '../../src/demo/site.js';
import { SHARP } from './photographer.js';

/** Slow enough to be photographed. */
const DELAY_MS = 700;
const TOKEN = 'only-for-the-pictures-of-the-demo';

/**
 * Takes pictures of the built dashboard during an update: `dashboard.png`, `dashboard-games.png` (dark) and
 * `dashboard-phone.png` (dark).
 *
 * @param pictures - the folder for them
 */
export async function photographDashboard(browser: Browser, pictures: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'romflow-dashboard-'));
  const base = demoBaseRom();
  const site = await startSite({ games: demoHacks(base) });
  try {
    await mkdir(join(folder, 'smw'));
    await writeFile(join(folder, 'smw.sfc'), base.bytes);
    const smwc = { baseUrl: `${site.origin}/`, requestDelay: DELAY_MS, extraDelay: 0, downloadDelay: DELAY_MS };
    const config = { smwc, baseRom: { path: join(folder, 'smw.sfc'), sha224: base.sha224 } };
    await writeFile(join(folder, 'updategames.config.json'), JSON.stringify(config));
    await whileServing(folder, (url) => look(browser, url, pictures));
  } finally {
    await site.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs the built program, serving an archive that does not exist yet. */
async function whileServing(folder: string, looking: (url: string) => Promise<void>): Promise<void> {
  const words = ['serve', '--archive', 'smw', '--port', '0', '--allow-control'];
  const env = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), ROMFLOW_TOKEN: TOKEN };
  const server = spawn(process.execPath, [resolve('dist', 'cli.js'), ...words], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(server, 'close');
  try {
    let said = '';
    for await (const text of server.stdout) {
      said += String(text);
      const [url] = /http:\/\/\S+\/(?=\n)/.exec(said) ?? [];
      if (url === undefined) continue;
      await looking(url);
      break;
    }
  } finally {
    server.kill('SIGINT');
    await ended;
  }
}

async function look(browser: Browser, url: string, pictures: string): Promise<void> {
  const page = await browser.newPage(SHARP);
  const take = (name: string): Promise<Buffer> => page.screenshot({ path: join(pictures, name) });
  await page.goto(`${url}#token=${TOKEN}`);
  await page.getByRole('button', { name: 'Start update' }).click();
  // Midway: some are done, some have failed, others are waiting.
  await page.locator('.figures div', { hasText: /^Done(?:[6-9]|1\d)$/ }).waitFor();
  await page.getByRole('img', { name: /^Games per month/ }).waitFor();
  await take('dashboard.png');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('heading', { name: 'The run in progress' }).scrollIntoViewIfNeeded();
  await take('dashboard-phone.png');

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${url}#/games?sort=added&order=desc`);
  await page.getByRole('table', { name: 'Games' }).waitFor();
  await take('dashboard-games.png');
  await page.close();
}
