import { statSync } from 'node:fs';
import { errorCode } from './errorCode.js';

/** What the system says of a path where nothing is or can be: no such name, a file on the way, a link that leads to itself. */
const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/**
 * Whether it is sure that there is nothing at a path, or only a link that leads nowhere. It is not where a folder on the way
 * may not be looked into, or its disk fails.
 */
export function isGone(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return NOTHING.has(errorCode(error) ?? '');
  }
}
