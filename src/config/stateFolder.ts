import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import envPaths from 'env-paths';
import type { Environment } from './environment.js';

/**
 * The user's state folder, where the gate of each host is kept: `$XDG_STATE_HOME/romflow` wherever that is set, else
 * `~/.local/state/romflow`, on macOS `~/Library/Application Support/romflow`, on Windows
 * `%LOCALAPPDATA%\romflow\Data`. It is named, not made.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ (a relative value is to be ignored)
 */
export function stateFolder(env: Environment): string {
  const chosen = env.XDG_STATE_HOME;
  if (chosen !== undefined && isAbsolute(chosen)) return join(chosen, 'romflow');
  if (process.platform === 'darwin' || process.platform === 'win32') return envPaths('romflow', { suffix: '' }).data;
  return join(homedir(), '.local', 'state', 'romflow');
}
