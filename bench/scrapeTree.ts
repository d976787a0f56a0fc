import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_CREDENTIALS } from '../src/demo/screenScraper/account.js';
import { demoGame } from '../src/demo/screenScraper/demoGame.js';
import { demoMedium } from '../src/demo/screenScraper/demoMedia.js';
import { gameRom, type ScreenScraperGame } from '../src/demo/screenScraper/game.js';
import type { ScreenScraperSite } from '../src/demo/screenScraper/server.js';
import type { MediaKind } from '../src/model/mediaKind.js';

/** The number of ROMs of each system, by its short name; every system is ScreenScraper's NES. */
export type Collection = Readonly<Record<string, number>>;

/** An ES-DE setup with a made-up collection; all paths are absolute. */
export interface ScrapeTree {
  readonly folder: string;
  readonly config: string;
  /** Folders in which a scrape has to look: those of the ROMs, and those of the media once there are any. */
  readonly looked: readonly string[];
}

export interface ScrapeTreeOptions {
  readonly collection: Collection;
  readonly kinds: readonly MediaKind[];
  /** Base URL of the API: `http://127.0.0.1:<port>/api2/`. */
  readonly baseUrl: string;
}

const romName = (system: string, index: number): string =>
  `${system} Quest ${String(index + 1).padStart(5, '0')} (USA).nes`;

/** 128 bytes that no other ROM has. */
const romBytes = (name: string): Buffer => createHash('shake256', { outputLength: 128 }).update(name).digest();

const romsOf = (collection: Collection): readonly { readonly system: string; readonly name: string }[] =>
  Object.entries(collection).flatMap(([system, roms]) =>
    Array.from({ length: roms }, (_, index) => ({ system, name: romName(system, index) })),
  );

/** What the site knows about each ROM of a collection: texts of typical length, and one small picture for all. */
export function collectionGames(collection: Collection): readonly ScreenScraperGame[] {
  const cover = demoMedium('Quest', { type: 'box-2D', region: 'us' });
  return romsOf(collection).map(({ name }, index) => ({
    ...demoGame({
      id: 100_000 + index,
      system: 'nes',
      names: { us: name.replace(' (USA).nes', ''), jp: `クエスト ${index}` },
      synopses: { en: `Quest ${index} leads through forests & caves. `.repeat(12), fr: 'Une quête. '.repeat(40) },
      dates: { us: '1989-04-12', jp: '1988-11-01' },
      genres: ['adventure', 'rpg'],
      publisher: 'Tumbleweed',
      developer: 'Holt & Sons',
      players: '1-2',
      note: index % 21,
      roms: [gameRom(name, romBytes(name), ['us'])],
    }),
    media: [cover],
  }));
}

/** Writes the ROMs of a collection to disk, with the files that tell ES-DE and the scrape about them. */
export function makeScrapeTree(folder: string, { collection, kinds, baseUrl }: ScrapeTreeOptions): ScrapeTree {
  const systems = Object.keys(collection);
  const [roms, media] = [join(folder, 'ROMs'), join(folder, 'downloaded_media')];
  for (const system of systems) mkdirSync(join(roms, system), { recursive: true });
  for (const { system, name } of romsOf(collection)) writeFileSync(join(roms, system, name), romBytes(name));
  const list = systems.map(
    (system) =>
      `<system><name>${system}</name><fullname>${system}</fullname><path>%ROMPATH%/${system}</path>` +
      '<extension>.nes .NES</extension><platform>nes</platform></system>\n',
  );
  writeFileSync(join(folder, 'es_systems.xml'), `<?xml version="1.0"?>\n<systemList>\n${list.join('')}</systemList>\n`);
  const config = join(folder, 'config.yaml');
  writeFileSync(config, JSON.stringify(settings(folder, kinds, baseUrl)));
  return {
    folder,
    config,
    looked: systems.flatMap((system) => [join(roms, system), ...kinds.map((kind) => join(media, system, kind))]),
  };
}

/** Written as JSON, which is valid YAML. */
const settings = (folder: string, kinds: readonly MediaKind[], baseUrl: string): object => ({
  screenscraper: {
    user_id: DEMO_CREDENTIALS.userId,
    user_password: DEMO_CREDENTIALS.userPassword,
    devid: DEMO_CREDENTIALS.devid,
    devpassword: DEMO_CREDENTIALS.devpassword,
    softname: 'romflow-bench',
    base_url: baseUrl,
  },
  paths: {
    roms: join(folder, 'ROMs'),
    media: join(folder, 'downloaded_media'),
    gamelists: join(folder, 'gamelists'),
    es_systems: join(folder, 'es_systems.xml'),
  },
  scraping: { media_types: kinds },
});

/** An account that is never the bottleneck. */
export const WIDE_ACCOUNT = {
  maxthreads: 4,
  maxrequestspermin: 1_000_000,
  maxrequestsperday: 1_000_000,
} as const satisfies Partial<ScreenScraperSite['account']>;
