import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether a path, taken literally, lies below a folder and is not the folder itself. */
export function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  // On Windows, a path on another drive stays absolute.
  return inside !== '' && inside.split(sep)[0] !== '..' && !isAbsolute(inside);
}

/**
 * Resolves a name found in a file; null if that is not below the root: no name in a file leads out.
 *
 * @param name - with `/` or `\` between its parts; relative to `folder`, or absolute
 * @returns an absolute path
 */
export function below(root: string, folder: string, name: string): string | null {
  const path = resolve(folder, name.replaceAll('\\', '/'));
  return isBelow(root, path) ? path : null;
}
