import { join, resolve } from 'node:path';

/**
 * A path that may be relative or begin with `~`, as an absolute one.
 *
 * @param folder - what it is relative to, absolute
 * @param home - what `~` stands for, absolute
 */
export function homePath(path: string, folder: string, home: string): string {
  return /^~(?=[/\\]|$)/.test(path) ? resolve(join(home, path.slice(1))) : resolve(folder, path);
}
