import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import { ConfigError } from '../model/errors.js';

/**
 * The user's home folder, absolute.
 *
 * @throws ConfigError - `HOME` is empty or relative, or not set and the system knows none, as for a made-up user of a
 *   container: the working folder would stand in for it, another one in each run
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
