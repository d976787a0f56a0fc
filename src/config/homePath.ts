import { join, resolve } from 'node:path';

/**
 * Makes a path absolute that may be relative or begin with `~`.
 *
 * @param folder - what it is relative to, absolute
 * @param home - what `~` stands for, absolute
 */
export function homePath(path: string, folder: string, home: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? resolve(join(home, path.slice(1))) : resolve(folder, path);
}
