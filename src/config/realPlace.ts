import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where the links in a path lead; of what is not there yet, or cannot be looked at, where it would be made.
 *
 * @param path - absolute
 */
export function realPlace(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPlace(dirname(path)), basename(path));
  }
}
