import { existsSync } from 'node:fs';
import { join, parse, sep } from 'node:path';
import { isDeadLink } from './isDeadLink.js';

/**
 * Whether a link that leads nowhere stands at a path, or on the way to it: what is there may be on a disk that is not mounted.
 *
 * @param path - absolute; however long it is, no more of it is looked at than is there
 */
export function isBehindDeadLink(path: string): boolean {
  let way = parse(path).root;
  for (const part of path.slice(way.length).split(sep)) {
    way = join(way, part);
    if (!existsSync(way)) return isDeadLink(way);
  }
  return false;
}
