import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * Where a name that stands in a file points to, or null if that is not below the root: no name from a file leads out.
 *
 * @param name - with `/` or `\` between its parts; relative to `folder`, or absolute
 * @returns an absolute path
 */
export function below(root: string, folder: string, name: string): string | null {
  const path = resolve(folder, name.replaceAll('\\', '/'));
  const inside = relative(root, path);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : path;
}
