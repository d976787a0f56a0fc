import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { homeFolder } from './homeFolder.js';

/** Where ES-DE keeps what is of interest here; every path is absolute. */
export interface EsDePlaces {
  readonly home: string;
  readonly gamelists: string;
  readonly media: string;
  /** The user's own systems, which add to ES-DE's or replace them by name. */
  readonly customSystems: string;
  /** Where an installed ES-DE has its own list of systems: one of these. */
  readonly bundledSystems: readonly string[];
}

const INSTALLED: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['/Applications/ES-DE.app/Contents/Resources/resources/systems/macos/es_systems.xml'],
  win32: [String.raw`C:\Program Files\ES-DE\resources\systems\windows\es_systems.xml`],
};

const INSTALLED_ELSEWHERE = [
  '/usr/share/es-de/resources/systems/linux/es_systems.xml',
  '/usr/local/share/es-de/resources/systems/linux/es_systems.xml',
];

/**
 * The usual places of ES-DE 3.
 *
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/INSTALL.md (es_systems.xml)
 */
export function esDePlaces(home: string = homeFolder(), platform: NodeJS.Platform = process.platform): EsDePlaces {
  return {
    home,
    gamelists: join(home, 'ES-DE', 'gamelists'),
    media: join(home, 'ES-DE', 'downloaded_media'),
    customSystems: join(home, 'ES-DE', 'custom_systems', 'es_systems.xml'),
    bundledSystems: INSTALLED[platform] ?? INSTALLED_ELSEWHERE,
  };
}

/** What says where the lists of systems are. */
export interface SystemLists {
  /** Of the configuration; absolute. */
  readonly chosen: string | null;
  /** Where it is looked for first; absolute. */
  readonly usual: string;
  readonly places: EsDePlaces;
}

/**
 * The lists of systems that there are: the chosen one, else the usual one, else ES-DE's own, the user's first. Of two systems
 * of one name the first counts. What is wrong is added to `problems`.
 */
export async function systemLists(
  { chosen, usual, places }: SystemLists,
  problems: string[],
): Promise<readonly string[]> {
  if (chosen !== null) {
    if (!(await isFile(chosen))) problems.push(`paths.es_systems: there is no file ${chosen}`);
    return [chosen];
  }
  if (await isFile(usual)) return [usual];
  const bundled = await firstFile(places.bundledSystems);
  const found = [await firstFile([places.customSystems]), bundled].filter((path) => path !== null);
  if (found.length === 0) {
    problems.push(
      `paths.es_systems: there is no ${usual}, and no list where ES-DE usually keeps one; copy es_systems.xml to that path from ` +
        'resources/systems of your ES-DE (or of https://gitlab.com/es-de/emulationstation-de), or set its path',
    );
  }
  return found;
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    if (await isFile(path)) return path;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
