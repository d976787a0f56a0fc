import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { EsDeRom } from '../../src/demo/esDeRoms.js';
import { type EsDeTree, makeEsDeTree } from '../../src/demo/esDeTree.js';
import { demoGames } from '../../src/demo/screenScraper/demoGames.js';
import {
  type ScreenScraperOptions,
  type ScreenScraperSite,
  startScreenScraper,
} from '../../src/demo/screenScraper/server.js';
import { type Ended, type Running, type Surroundings, romflow, startRomflow } from './program.js';
import { newFolder } from './workplace.js';

/** Sections of `config.yaml` that differ from the made-up one; null removes a key. */
export type ConfigChanges = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The demo's ES-DE and its stand-in ScreenScraper, in a folder that is removed after the test. */
export interface EsDePlace {
  readonly folder: string;
  readonly tree: EsDeTree;
  readonly site: ScreenScraperSite;
  /** A home, a state folder and a temporary folder of its own, and no credentials. */
  readonly surroundings: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  /** Runs `romflow scrape` with these flags. */
  readonly scrape: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Promise<Ended>;
  readonly startScrape: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Running;
  /** Changes the configuration, on top of earlier changes. */
  readonly configure: (changes: ConfigChanges) => void;
  /** Path of a system's gamelist. */
  readonly gamelist: (system: string) => string;
  readonly romPath: (system: string, file: string) => string;
  /** Absolute path of a medium, given below the media folder. */
  readonly mediumPath: (file: string) => string;
}

export interface EsDePlaceOptions extends ScreenScraperOptions {
  readonly config?: ConfigChanges;
  /** Path prefixes of the ROMs to keep, such as `nes/Pond`; all by default. */
  readonly only?: readonly string[];
}

/** Tests wait no longer than they must. */
const QUICK: ConfigChanges = { api: { retry_backoff_seconds: 0.01 } };

/** Hides the variables of whoever runs the tests; an empty one counts as unset. */
const NO_CREDENTIALS = Object.fromEntries(
  ['USER', 'PASSWORD', 'DEVID', 'DEVPASSWORD', 'SOFTNAME'].map((name) => [`SCREENSCRAPER_${name}`, '']),
);

const config = z.record(z.string(), z.record(z.string(), z.unknown()));

/** A place whose site knows the demo's games, unless others are given. */
export async function esDePlace({ config: changes = {}, only, ...options }: EsDePlaceOptions = {}): Promise<EsDePlace> {
  const site = await siteOf({ games: demoGames(), ...options });
  const folder = newFolder();
  const [temp, home] = [join(folder, 'tmp'), join(folder, 'home')];
  for (const one of [temp, home]) mkdirSync(one);
  const tree = await makeEsDeTree(folder, site.origin);
  if (only !== undefined) removeOthers(tree, only);

  const surroundings = {
    cwd: folder,
    env: {
      ...NO_CREDENTIALS,
      HOME: home,
      USERPROFILE: home,
      XDG_STATE_HOME: join(folder, 'state'),
      TMPDIR: temp,
      TEMP: temp,
      TMP: temp,
    },
  };
  const around = ({ env, ...other }: Partial<Surroundings>): Surroundings => ({
    ...surroundings,
    env: { ...surroundings.env, ...env },
    ...other,
  });
  const configure = (changed: ConfigChanges): void => {
    const sections = new Map(Object.entries(config.parse(parse(readFileSync(tree.config, 'utf8')))));
    for (const [section, keys] of Object.entries(changed)) {
      const all = Object.entries({ ...sections.get(section), ...keys });
      sections.set(section, Object.fromEntries(all.filter(([, value]) => value !== null)));
    }
    writeFileSync(tree.config, stringify(Object.fromEntries(sections)));
  };
  configure(QUICK);
  configure(changes);

  return {
    folder,
    tree,
    site,
    surroundings,
    scrape: (flags = [], surroundings = {}) => romflow(['scrape', ...flags], around(surroundings)),
    startScrape: (flags = [], surroundings = {}) => startRomflow(['scrape', ...flags], around(surroundings)),
    configure,
    gamelist: (system) => join(tree.gamelists, system, 'gamelist.xml'),
    romPath: (system, file) => join(tree.roms, system, ...file.split('/')),
    mediumPath: (file) => join(tree.media, ...file.split('/')),
  };
}

/** Removes every trace of systems of which no ROM is kept. */
function removeOthers({ roms, gamelists, expected, unmapped }: EsDeTree, kept: readonly string[]): void {
  const isKept = ({ system, path }: EsDeRom): boolean =>
    kept.some((beginning) => `${system}/${path.slice(2)}`.startsWith(beginning));
  const systems = new Set(expected.filter(isKept).map(({ system }) => system));
  for (const rom of expected) {
    if (isKept(rom)) continue;
    for (const file of Object.keys(rom.files)) rmSync(join(roms, rom.system, ...file.split('/')), { force: true });
  }
  for (const system of [unmapped, ...expected.map((rom) => rom.system)]) {
    if (systems.has(system)) continue;
    for (const folder of [roms, gamelists]) rmSync(join(folder, system), { recursive: true, force: true });
  }
}

/** A stand-in ScreenScraper that is closed after the test. */
export async function siteOf(options: ScreenScraperOptions): Promise<ScreenScraperSite> {
  const site = await startScreenScraper(options);
  onTestFinished(() => site.close());
  return site;
}

/** How often each call of a site was requested. */
export function callCounts(site: ScreenScraperSite): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { call } of site.calls()) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}

/** The names of the ROMs that a site was asked about, in order. */
export const romsAsked = (site: ScreenScraperSite): readonly string[] =>
  site.calls('jeuInfos').map(({ query }) => query.get('romnom') ?? '');
