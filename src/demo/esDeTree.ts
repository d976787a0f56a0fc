import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { writeFileAtomic } from '../files/atomicFile.js';
import { makeFolder } from '../files/makeFolder.js';
import { statOrNull } from '../files/statOrNull.js';
import { MEDIA_KIND_NAMES } from '../model/mediaKind.js';
import { editedGamelist, usersOwnLines } from './esDeGamelist.js';
import { type EsDeRom, esDeRoms } from './esDeRoms.js';
import { DEMO_CREDENTIALS } from './screenScraper/account.js';
import { demoGames } from './screenScraper/demoGames.js';

/** A made-up ES-DE setup; all paths are absolute. */
export interface EsDeTree {
  /** The configuration of the scrape. */
  readonly config: string;
  readonly roms: string;
  readonly media: string;
  readonly gamelists: string;
  readonly esSystems: string;
  /** The gamelist that the user has edited. */
  readonly editedGamelist: string;
  /** Lines in it that must stay as they are. */
  readonly usersOwn: readonly string[];
  /** The ROMs, each with its expected result. */
  readonly expected: readonly EsDeRom[];
  /** The system that ScreenScraper does not know; it has a ROM too. */
  readonly unmapped: string;
}

const UNMAPPED = 'tinkerbox';

const SYSTEMS = [
  { name: 'nes', fullname: 'Nintendo Entertainment System', extension: '.nes .NES .zip .ZIP', platform: 'nes' },
  { name: 'psx', fullname: 'Sony PlayStation', extension: '.cue .CUE .m3u .M3U', platform: 'psx' },
  { name: 'snes', fullname: 'Nintendo SNES (Super Nintendo)', extension: '.sfc .SFC .smc .SMC', platform: 'snes' },
  { name: UNMAPPED, fullname: "Grandpa's Tinker Box", extension: '.tbx', platform: UNMAPPED },
] as const;

/**
 * Writes a small ES-DE setup: ROM folders of four systems, `es_systems.xml`, a gamelist with its user's edits, and the
 * configuration to scrape it. Existing files are kept, except for the configuration: the site's address may have changed.
 *
 * @param origin - of the stand-in ScreenScraper: `http://127.0.0.1:<port>`
 * @throws ArchiveError - the folder cannot be written
 */
export async function makeEsDeTree(folder: string, origin: string): Promise<EsDeTree> {
  const tree: EsDeTree = {
    config: join(folder, 'config.yaml'),
    roms: join(folder, 'ROMs'),
    media: join(folder, 'downloaded_media'),
    gamelists: join(folder, 'gamelists'),
    esSystems: join(folder, 'es_systems.xml'),
    editedGamelist: join(folder, 'gamelists', 'snes', 'gamelist.xml'),
    usersOwn: usersOwnLines(),
    expected: esDeRoms(demoGames()),
    unmapped: UNMAPPED,
  };
  for (const { system, files } of tree.expected) {
    for (const [path, content] of Object.entries(files)) {
      await writeMissing(join(tree.roms, system, ...path.split('/')), content);
    }
  }
  await writeMissing(join(tree.roms, UNMAPPED, 'Blinking Lights.tbx'), 'blink\n');
  await writeMissing(tree.esSystems, esSystems());
  await writeMissing(tree.editedGamelist, editedGamelist());
  await writeFileAtomic(tree.config, config(tree, origin));
  return tree;
}

async function writeMissing(path: string, content: Buffer | string): Promise<void> {
  if ((await statOrNull(path, lstat)) !== null) return;
  await makeFolder(dirname(path));
  await writeFileAtomic(path, content);
}

function esSystems(): string {
  const systems = SYSTEMS.map(
    ({ name, fullname, extension, platform }) => `    <system>
        <name>${name}</name>
        <fullname>${fullname}</fullname>
        <path>%ROMPATH%/${name}</path>
        <extension>${extension}</extension>
        <command label="Demo">%EMULATOR_DEMO% %ROM%</command>
        <platform>${platform}</platform>
        <theme>${name}</theme>
    </system>
`,
  );
  return `<?xml version="1.0"?>\n<!-- Four systems, made up for the demo. -->\n<systemList>\n${systems.join('')}</systemList>\n`;
}

const config = ({ roms, media, gamelists, esSystems }: EsDeTree, origin: string): string =>
  stringify({
    screenscraper: {
      user_id: DEMO_CREDENTIALS.userId,
      user_password: DEMO_CREDENTIALS.userPassword,
      devid: DEMO_CREDENTIALS.devid,
      devpassword: DEMO_CREDENTIALS.devpassword,
      softname: 'romflow-demo',
      base_url: `${origin}/api2/`,
    },
    paths: { roms, media, gamelists, es_systems: esSystems },
    scraping: { media_types: [...MEDIA_KIND_NAMES] },
  });
