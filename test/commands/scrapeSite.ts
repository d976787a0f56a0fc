import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { stringify } from 'yaml';
import { esDePlaces } from '../../src/config/esDePlaces.js';
import { type ScrapeSettings, loadScrapeSettings } from '../../src/config/scrapeSettings.js';
import { demoRom } from '../../src/demo/demoRom.js';
import { DEMO_CREDENTIALS } from '../../src/demo/screenScraper/account.js';
import { demoGames } from '../../src/demo/screenScraper/demoGames.js';
import {
  type ScreenScraperOptions,
  type ScreenScraperSite,
  startScreenScraper,
} from '../../src/demo/screenScraper/server.js';
import { writeTree } from '../files/fileTree.js';

const SYSTEMS = ['snes', 'nes'].map(
  (name) =>
    `<system><name>${name}</name><fullname>${name.toUpperCase()}</fullname><path>%ROMPATH%/${name}</path>` +
    `<extension>.${name === 'snes' ? 'sfc' : 'nes'}</extension><platform>${name}</platform></system>`,
);

/** Two ROMs that the stand-in knows, and one that it does not. */
export const KNOWN = 'snes/Lantern Harbor (USA).sfc';
export const ALSO_KNOWN = 'snes/Pépin & Cie (France).sfc';
export const UNKNOWN = 'nes/Nobody Knows (USA).nes';

const { userId, userPassword, devid, devpassword } = DEMO_CREDENTIALS;
const CREDENTIALS = { user_id: userId, user_password: userPassword, devid, devpassword };

/** A folder and a stand-in ScreenScraper for each test; to be called once, outside of the tests. */
export function scrapeSite() {
  let folder = '';
  const sites: ScreenScraperSite[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'romflow-scrape-run-'));
    mkdirSync(join(folder, 'roms'));
    writeTree(folder, { 'es_systems.xml': `<systemList>${SYSTEMS.join('')}</systemList>` });
  });
  afterEach(async () => {
    await Promise.all(sites.splice(0).map((site) => site.close()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    at: (...below: readonly string[]): string => join(folder, ...below),
    roms: (...names: readonly string[]): void => {
      writeTree(folder, Object.fromEntries(names.map((name) => [`roms/${name}`, demoRom(name.replace(/^.*\//, ''))])));
    },
    start: async (options: ScreenScraperOptions = {}): Promise<ScreenScraperSite> => {
      const site = await startScreenScraper({ games: demoGames(), ...options });
      sites.push(site);
      return site;
    },
    /** There are no credentials if `credentials` is null. */
    settings: async (
      baseUrl: string,
      flags: Readonly<Record<string, unknown>> = {},
      { credentials = CREDENTIALS }: { readonly credentials?: Partial<typeof CREDENTIALS> | null } = {},
    ): Promise<ScrapeSettings> => {
      const paths = { roms: 'roms', media: 'media', gamelists: 'gamelists', es_systems: 'es_systems.xml' };
      const config = {
        screenscraper: { base_url: baseUrl, ...credentials },
        paths,
        scraping: { media_types: ['covers'] },
        api: { max_retries: 0, retry_backoff_seconds: 0.01 },
      };
      writeTree(folder, { 'config.yaml': stringify(config) });
      const env = { XDG_STATE_HOME: join(folder, 'state'), LOCALAPPDATA: join(folder, 'state') };
      return loadScrapeSettings({ flags, env, cwd: folder }, esDePlaces(join(folder, 'home')));
    },
  };
}
