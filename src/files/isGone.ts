import { statSync } from 'node:fs';
import { errorCode } from './errorCode.js';

/**
 * The error codes for a path where nothing is or can be: no such name, a file on the way, a name too long, a link to
 * itself.
 */
const NOTHING = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/**
 * Whether there is certainly nothing at a path, or only a dangling link. That is not certain if a folder on the way may
 * not be searched, or its disk fails.
 */
export function isGone(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return NOTHING.has(errorCode(error) ?? '');
  }
}
