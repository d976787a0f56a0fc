import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** How many links that lead nowhere yet are followed: as many as Linux follows. More of them lead round in a circle. */
const MOST_LINKS = 40;

/**
 * Where the links in a path lead; of what is not there yet, or cannot be looked at, where it would be made.
 *
 * @param path - absolute
 */
export function realPlace(path: string, links = MOST_LINKS): string {
  try {
    return realpathSync.native(path);
  } catch {
    if (dirname(path) === path) return path;
    const place = join(realPlace(dirname(path), links), basename(path));
    const target = links === 0 ? null : linkTarget(place);
    return target === null ? place : realPlace(resolve(dirname(place), target), links - 1);
  }
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
