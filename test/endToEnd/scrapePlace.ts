import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { stringify } from 'yaml';
import { demoRom } from '../../src/demo/demoRom.js';
import { editedGamelist } from '../../src/demo/esDeGamelist.js';
import { DEMO_CREDENTIALS } from '../../src/demo/screenScraper/account.js';
import { demoGames } from '../../src/demo/screenScraper/demoGames.js';
import {
  type ScreenScraperOptions,
  type ScreenScraperSite,
  startScreenScraper,
} from '../../src/demo/screenScraper/server.js';
import { type Ended, type Running, type Surroundings, romflow, startRomflow } from './program.js';

/** A small setup of ES-DE with a stand-in ScreenScraper of its own, in which the program is run. */
export interface ScrapePlace {
  readonly folder: string;
  readonly gamelists: string;
  readonly media: string;
  /** The program's state database. */
  readonly state: string;
  readonly errorLog: string;
  /** The user's state folder, where the account's limits are kept. */
  readonly userState: string;
  readonly site: ScreenScraperSite;
  /** Path of a system's gamelist. */
  readonly gamelist: (system: ScrapedSystem) => string;
  /** The content of a gamelist, as UTF-8; null if there is none. */
  readonly listed: (system: ScrapedSystem) => string | null;
  /** Runs `romflow scrape` with these flags. */
  readonly scrape: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Promise<Ended>;
  readonly startScrape: (flags?: readonly string[], surroundings?: Partial<Surroundings>) => Running;
  /** Rewrites the configuration: another site, or other values in its groups. */
  readonly configure: (changes: { readonly origin?: string; readonly groups?: Groups }) => void;
  /** Closes the site and removes the folder. */
  readonly remove: () => Promise<void>;
}

export type ScrapedSystem = keyof typeof ROMS;

/** Groups of the configuration file. */
type Groups = Readonly<Record<string, object>>;

export const PEPIN_ROM = 'Pépin & Cie (France).sfc';

/** The ROMs: three that the site knows, one that it does not, and one that the user has excluded. */
const ROMS = {
  nes: ['Homemade Horror (World).nes', 'Pond Patrol (USA).nes'],
  snes: ['Family Album (USA).sfc', 'Lantern Harbor (USA).sfc', PEPIN_ROM],
} as const;

/** Games and media that are requested when nothing is known yet. */
export const QUESTIONS = { games: 4, media: 6 } as const;

const SUFFIXES = { nes: '.nes', snes: '.sfc' } as const;
/** There is no need to wait between requests to a site on loopback. */
const QUICK = { request_timeout: 20, max_retries: 1, retry_backoff_seconds: 0.01 };

const esSystems = (): string => {
  const systems = Object.entries(SUFFIXES).map(
    ([name, suffix]) =>
      `<system><name>${name}</name><fullname>${name.toUpperCase()}</fullname><path>%ROMPATH%/${name}</path>` +
      `<extension>${suffix}</extension><platform>${name}</platform></system>`,
  );
  return `<?xml version="1.0"?>\n<systemList>${systems.join('\n')}</systemList>\n`;
};

/**
 * Makes a place with two systems; the gamelist of `snes` has its user's edits. The account's limits are those of the
 * stand-in: four requests at a time.
 *
 * @param options - of the site
 * @param without - ROMs to leave out
 */
export async function scrapePlace(
  options: ScreenScraperOptions = {},
  without: readonly string[] = [],
): Promise<ScrapePlace> {
  const site = await startScreenScraper({ games: demoGames(), ...options });
  // Resolves the short names of Windows and the symbolic links of macOS, which the program's messages would not show.
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'romflow-scrape-')));
  const roms = join(folder, 'ROMs');
  const media = join(folder, 'media');
  const gamelists = join(folder, 'gamelists');
  const gamelist = (system: ScrapedSystem): string => join(gamelists, system, 'gamelist.xml');
  for (const [system, names] of Object.entries(ROMS)) {
    for (const name of names) if (!without.includes(name)) write(join(roms, system, name), demoRom(name));
  }
  write(join(folder, 'es_systems.xml'), esSystems());
  write(gamelist('snes'), editedGamelist());

  const configure: ScrapePlace['configure'] = ({ origin = site.origin, groups = {} }) => {
    const { userId, userPassword, devid, devpassword } = DEMO_CREDENTIALS;
    const given: Groups = {
      screenscraper: { user_id: userId, user_password: userPassword, devid, devpassword, base_url: `${origin}/api2/` },
      paths: { roms, media, gamelists, es_systems: join(folder, 'es_systems.xml') },
      scraping: { media_types: ['covers', 'screenshots'] },
      api: QUICK,
    };
    const merged = [...Object.keys(given), ...Object.keys(groups)].map((name) => [
      name,
      { ...given[name], ...groups[name] },
    ]);
    writeFileSync(join(folder, 'config.yaml'), stringify(Object.fromEntries(merged)));
  };
  configure({});

  const userState = join(folder, 'state');
  const around = ({ env, ...rest }: Partial<Surroundings>): Surroundings => ({
    cwd: folder,
    env: { ...NO_CREDENTIALS, XDG_STATE_HOME: userState, ...env },
    ...rest,
  });
  return {
    folder,
    gamelists,
    media,
    state: join(gamelists, 'romflow-scrape.db'),
    errorLog: join(folder, 'errors.log'),
    userState,
    site,
    gamelist,
    listed: (system) => readIfThere(gamelist(system)),
    scrape: (flags = [], surroundings = {}) => romflow(['scrape', ...flags], around(surroundings)),
    startScrape: (flags = [], surroundings = {}) => startRomflow(['scrape', ...flags], around(surroundings)),
    configure,
    remove: async () => {
      await site.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Hides the variables of whoever runs the tests; an empty one counts as unset. */
const NO_CREDENTIALS = Object.fromEntries(
  ['USER', 'PASSWORD', 'DEVID', 'DEVPASSWORD', 'SOFTNAME'].map((name) => [`SCREENSCRAPER_${name}`, '']),
);

function write(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function readIfThere(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path, 'utf8');
}

/** Every file below a folder, by its path with `/`; none if there is no folder. */
export function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]));
}
