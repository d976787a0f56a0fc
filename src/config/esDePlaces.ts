import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { homeFolder } from './homeFolder.js';

/** The paths of ES-DE that matter here; all absolute. */
export interface EsDePlaces {
  readonly home: string;
  readonly gamelists: string;
  readonly media: string;
  /** The user's own list of systems, which adds to ES-DE's or replaces entries by name. */
  readonly customSystems: string;
  /** Where an installed ES-DE may have its own list of systems: one of these. */
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
 * The default paths of ES-DE 3.
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

/** Where to look for the lists of systems. */
export interface SystemLists {
  /** From the configuration; absolute. */
  readonly chosen: string | null;
  /** The default path, tried first; absolute. */
  readonly usual: string;
  readonly places: EsDePlaces;
}

/**
 * The lists of systems to use: the chosen one, else the usual one, else ES-DE's own, with the user's first. Of two systems
 * with the same name the first wins. Mistakes are added to `problems`.
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
