import { readdirSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { isLoopback } from './baseUrl.js';
import { realPlace } from './realPlace.js';
import type { Settings } from './settings.js';

const SHORTEST_DELAY_MS = 1000;

/** Delays (milliseconds) too short for a site that is not this machine, each as `key: what is wrong`. */
export function hastyDelays(smwc: Settings['smwc']): readonly string[] {
  if (isLoopback(smwc.baseUrl)) return [];
  const { requestDelay, extraDelay, downloadDelay } = smwc;
  return Object.entries({ requestDelay, extraDelay, downloadDelay })
    .filter(([, delay]) => delay < SHORTEST_DELAY_MS)
    .map(
      ([key, delay]) => `smwc.${key}: must be at least ${SHORTEST_DELAY_MS} milliseconds for this site, got ${delay}`,
    );
}

/**
 * What lies in `temp` is cleared away: a `temp` that holds anything to be kept, by its path or behind a link, as
 * `key: what is wrong`.
 *
 * @param kept - absolute paths of files and folders, by what they are called
 */
export function unsafeTemp(temp: string, kept: Readonly<Record<string, string>>): readonly string[] {
  const realTemp = realPlace(temp);
  const endangered = Object.entries(kept).find(
    ([, path]) => isWithin(temp, path) || isWithin(realTemp, realPlace(path)),
  );
  return endangered ? [`paths.temp: must be a folder of its own, but it contains ${endangered[0]}`] : [];
}

/** What a run makes in `temp`, and a killed one leaves there. */
const OF_A_RUN = 'flips-';

/**
 * A `temp` outside of the archive, by its path or behind a link, in which there is what no run has made, as `key: what is
 * wrong`: an archive that comes from somebody else must not have another folder of this machine cleared away.
 */
export function foreignTemp(temp: string, archive: string): readonly string[] {
  const realTemp = realPlace(temp);
  if (isWithin(realPlace(archive), realTemp)) return [];
  const foreign = namesIn(realTemp).find((name) => !name.startsWith(OF_A_RUN));
  return foreign === undefined
    ? []
    : [
        `paths.temp: must hold nothing else, because it is emptied, but ${realTemp} contains ${JSON.stringify(foreign)}`,
      ];
}

/** None of what is no folder, is not there, or cannot be read: whoever empties it says so. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a path is a folder's or lies in it. */
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

/** One folder for patches and for what is known of them, as `key: what is wrong`: each patch would be overwritten. */
export function sharedNames({ patch, pat_meta: patMeta }: Settings['paths']): readonly string[] {
  return patch === patMeta
    ? ['paths.pat_meta: must be a different folder from paths.patch, because their files have the same names']
    : [];
}
