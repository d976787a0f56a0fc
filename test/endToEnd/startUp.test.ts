import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Ended, type Surroundings, romflow } from './program.js';
import { scrapePlace } from './scrapePlace.js';
import { goldenWorkplace, newFolder } from './workplace.js';

const HOOK = pathToFileURL(resolve('test', 'endToEnd', 'loadedPackages.mjs')).href;
const SQLITE = ['better-sqlite3'];

/** The packages that a run has loaded besides those bundled with the program. */
async function loadedBy(run: (around: Pick<Surroundings, 'env' | 'node'>) => Promise<Ended>): Promise<unknown> {
  const list = join(newFolder(), 'packages.json');
  await run({ env: { LOADED_PACKAGES: list }, node: ['--import', HOOK] });
  return JSON.parse(readFileSync(list, 'utf8'));
}

test('the help loads nothing', async () => {
  expect(await loadedBy((around) => romflow(['--help'], { cwd: newFolder(), ...around }))).toEqual([]);
});

test('romflow itself refuses an unsupported Node.js, before the packages that parse its command line do', async () => {
  const env = { YARGS_MIN_NODE_VERSION: '99' };
  expect(await romflow(['--version'], { cwd: newFolder(), env })).toMatchObject({ code: 0, err: '' });
});

test('an update loads HTTP with the first request, and what opens ZIPs and seals with the first ZIP', async () => {
  const place = await goldenWorkplace(['41021']);
  const first = await loadedBy((around) => place.update([], around));
  expect(first).toEqual(expect.arrayContaining([...SQLITE, 'lzma-native', 'yauzl-promise']));
  expect(await loadedBy((around) => place.update([], around))).toEqual([...SQLITE, 'node:http']);
  expect(await loadedBy((around) => place.update(['--no-fetch-metadata'], around))).toEqual(SQLITE);
});

test('a scrape hashes a few small ROMs itself, and loads worker threads only for the first large one', async () => {
  const place = await scrapePlace();
  onTestFinished(place.remove);
  expect(await loadedBy((around) => place.scrape([], around))).not.toContain('piscina');
  writeFileSync(join(place.folder, 'ROMs', 'nes', 'Large.nes'), Buffer.alloc(5 * 1024 * 1024));
  expect(await loadedBy((around) => place.scrape([], around))).toContain('piscina');
  expect(await loadedBy((around) => place.scrape([], around))).toEqual(SQLITE);
});
