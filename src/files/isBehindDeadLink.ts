import { dirname } from 'node:path';
import { isDeadLink } from './isDeadLink.js';

/**
 * Whether a link that leads nowhere stands at a path, or on the way to it: what is there may be on a disk that is not mounted.
 *
 * @param path - absolute
 */
export function isBehindDeadLink(path: string): boolean {
  const parent = dirname(path);
  return isDeadLink(path) || (parent !== path && isBehindDeadLink(parent));
}
