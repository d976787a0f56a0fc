import { readdirSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { isLoopback } from './baseUrl.js';
import { resolveLinks } from './resolveLinks.js';
import type { Settings } from './settings.js';

const MIN_DELAY_MS = 1000;

/** Delays (in milliseconds) that are too short for a site other than this machine, each as `key: what is wrong`. */
export function shortDelays(smwc: Settings['smwc']): readonly string[] {
  if (isLoopback(smwc.baseUrl)) return [];
  const { requestDelay, extraDelay, downloadDelay } = smwc;
  return Object.entries({ requestDelay, extraDelay, downloadDelay })
    .filter(([, delay]) => delay < MIN_DELAY_MS)
    .map(([key, delay]) => `smwc.${key}: must be at least ${MIN_DELAY_MS} milliseconds for this site, got ${delay}`);
}

/**
 * A `temp` that contains anything to be kept, by its path or behind a link, as `key: what is wrong`: `temp` gets emptied.
 *
 * @param kept - absolute paths of files and folders, keyed by what messages call them
 */
export function overlappingTemp(temp: string, kept: Readonly<Record<string, string>>): readonly string[] {
  const realTemp = resolveLinks(temp);
  const endangered = Object.entries(kept).find(
    ([, path]) => isWithin(temp, path) || isWithin(realTemp, resolveLinks(path)),
  );
  return endangered ? [`paths.temp: must be a folder of its own, but it contains ${endangered[0]}`] : [];
}

/** Prefix of what a run creates in `temp`, and a killed one leaves there. */
const OF_A_RUN = 'flips-';

/**
 * A `temp` outside the archive, by its path or behind a link, that contains anything no run has created, as `key: what is
 * wrong`: an archive from somebody else must not get some other folder on this machine emptied.
 */
export function occupiedTemp(temp: string, archive: string): readonly string[] {
  const realTemp = resolveLinks(temp);
  if (isWithin(resolveLinks(archive), realTemp)) return [];
  const foreign = namesIn(realTemp).find((name) => !name.startsWith(OF_A_RUN));
  return foreign === undefined
    ? []
    : [
        `paths.temp: must hold nothing else, because it is emptied, but ${realTemp} contains ${JSON.stringify(foreign)}`,
      ];
}

/** Empty if it is not a folder, is missing or cannot be read: emptying it will report that. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a path is the folder itself or lies in it. */
function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Both databases in one file, as `key: what is wrong`: each would wait for the other. */
export function sharedDatabase({ rhdata, patchbin }: Settings['databases']): readonly string[] {
  return rhdata === patchbin
    ? [`PATCHBIN_DB_PATH: must be a different file from rhdata's, got ${rhdata} for both`]
    : [];
}

/** One folder for patches and their metadata, as `key: what is wrong`: each patch would be overwritten. */
export function sharedNames({ patch, pat_meta: patMeta }: Settings['paths']): readonly string[] {
  return patch === patMeta
    ? ['paths.pat_meta: must be a different folder from paths.patch, because their files have the same names']
    : [];
}
