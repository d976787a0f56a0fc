import { lstat, realpath } from 'node:fs/promises';

/**
 * Resolves a database path that is a symbolic link. SQLite keeps a database's log next to the file itself, whatever name it was
 * opened under; the log has to be looked for, and the database locked, there.
 *
 * @returns the path itself if it is not a link, or is a link whose target does not exist yet
 */
export async function behindLink(path: string): Promise<string> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await realpath(path) : path;
  } catch {
    return path;
  }
}
