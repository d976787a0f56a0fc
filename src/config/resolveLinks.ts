import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** How many dangling links are followed: as many as Linux follows. Any more, and they form a cycle. */
const MAX_LINKS = 40;

/**
 * Resolves the links in a path; for what does not exist yet, or cannot be read, returns where it would be created.
 *
 * @param path - absolute
 */
export function resolveLinks(path: string, links = MAX_LINKS): string {
  try {
    return realpathSync.native(path);
  } catch {
    if (dirname(path) === path) return path;
    const place = join(resolveLinks(dirname(path), links), basename(path));
    const target = links === 0 ? null : linkTarget(place);
    return target === null ? place : resolveLinks(resolve(dirname(place), target), links - 1);
  }
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
