import { lstat, realpath } from 'node:fs/promises';

/**
 * The file to which a symbolic link leads that stands in the place of a database: SQLite keeps a database's log beside the
 * file itself, by whatever name it was opened, and there it is to be looked for, and locked.
 *
 * @returns the path itself where it is no link, or one that leads nowhere yet
 */
export async function behindLink(path: string): Promise<string> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await realpath(path) : path;
  } catch {
    return path;
  }
}
