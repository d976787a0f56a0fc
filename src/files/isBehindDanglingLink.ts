import { existsSync } from 'node:fs';
import { join, parse, sep } from 'node:path';
import { isDanglingLink } from './isDanglingLink.js';

/**
 * Whether a path is a dangling link, or leads through one: its target may be on a disk that is not mounted.
 *
 * @param path - absolute; however long it is, no more of it is examined than exists
 */
export function isBehindDanglingLink(path: string): boolean {
  let way = parse(path).root;
  for (const part of path.slice(way.length).split(sep)) {
    way = join(way, part);
    if (!existsSync(way)) return isDanglingLink(way);
  }
  return false;
}
