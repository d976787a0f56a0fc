import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { esDePlaces } from '../../src/config/esDePlaces.js';
import { loadScrapeSettings } from '../../src/config/scrapeSettings.js';

/** A working folder for each test, with a list of systems; `home` is below it. */
export function scrapeFolder() {
  let cwd = '';
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'romflow-scrape-settings-'));
    await writeFile(join(cwd, 'es_systems.xml'), '<systemList/>');
  });
  afterEach(() => rm(cwd, { recursive: true }));

  const home = (...below: readonly string[]): string => join(cwd, 'home', ...below);
  return {
    at: (...below: readonly string[]): string => join(cwd, ...below),
    home,
    load: (flags: Record<string, unknown> = {}, env: Record<string, string> = {}) =>
      loadScrapeSettings({ flags, env, cwd }, { ...esDePlaces(home()), bundledSystems: [home('bundled.xml')] }),
    /** Writes text and bytes as they are, anything else as JSON. */
    file: async (content: unknown, name = 'config.yaml'): Promise<void> => {
      await mkdir(dirname(resolve(cwd, name)), { recursive: true });
      const asItIs = typeof content === 'string' || Buffer.isBuffer(content);
      await writeFile(resolve(cwd, name), asItIs ? content : JSON.stringify(content));
    },
  };
}
