import { isAbsolute, join } from 'node:path';
import type { Environment } from './environment.js';
import { homeFolder } from './homeFolder.js';

/**
 * The user's state folder, where the gate of each host is kept: `$XDG_STATE_HOME/romflow` if that is set, else
 * `~/.local/state/romflow`, on macOS `~/Library/Application Support/romflow`, on Windows
 * `%LOCALAPPDATA%\romflow\Data`. Does not create it.
 *
 * @throws ConfigError - the home folder is needed, and there is none
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative value is to be ignored)
 */
export function stateFolder(
  { XDG_STATE_HOME: chosen, LOCALAPPDATA: local }: Environment,
  home: () => string = homeFolder,
  platform: NodeJS.Platform = process.platform,
): string {
  if (isFull(chosen)) return join(chosen, 'romflow');
  if (platform === 'darwin') return join(home(), 'Library', 'Application Support', 'romflow');
  if (platform === 'win32') return join(isFull(local) ? local : join(home(), 'AppData', 'Local'), 'romflow', 'Data');
  return join(home(), '.local', 'state', 'romflow');
}

function isFull(path: string | undefined): path is string {
  return path !== undefined && isAbsolute(path);
}
