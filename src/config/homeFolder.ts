import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { ConfigError } from '../model/errors.js';

/**
 * The user's home folder, absolute.
 *
 * @throws ConfigError - `HOME` is empty or relative, or is unset and the system knows none, as for an arbitrary user id in a
 *   container: the working folder would take its place, a different one in each run
 */
export function homeFolder(ask: () => string = homedir): string {
  const home = homeIfAny(ask);
  if (home !== null && isAbsolute(home)) return home;
  throw new ConfigError(['HOME: must be set to the absolute path of a home folder']);
}

function homeIfAny(ask: () => string): string | null {
  try {
    return ask();
  } catch {
    return null;
  }
}
