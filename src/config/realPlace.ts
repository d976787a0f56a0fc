import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Where the links in a path lead; of what is not there yet, or cannot be looked at, where it would be made.
 *
 * @param path - absolute
 */
export async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : join(await realPlace(dirname(path)), basename(path));
  }
}
