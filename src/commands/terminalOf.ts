import { ReadStream, WriteStream } from 'node:tty';
import type { Environment } from '../config/environment.js';
import type { Host } from './context.js';

/** A terminal on which a run can be drawn. */
export interface RunTerminal {
  readonly stdout: WriteStream;
  /** The keyboard; null when input is piped. */
  readonly stdin: ReadStream | null;
  readonly color: boolean;
}

/**
 * The terminal of a process, if it has one that can be drawn on: not a dumb one, not one of unknown size, and not that of a
 * CI service, which shows a log.
 *
 * @see https://no-color.org
 */
export function terminalOf({
  stdin,
  stdout,
  env = {},
}: Pick<Host, 'stdout'> & Partial<Pick<Host, 'env'>> & { readonly stdin?: Host['stdin'] | null }): RunTerminal | null {
  if (!(stdout instanceof WriteStream) || !stdout.isTTY) return null;
  if (env.TERM === 'dumb' || isInCi(env)) return null;
  // Without a terminal of their own, `script` and `ssh -tt` create one of size zero: one letter per line, all wiped by Ink.
  if (stdout.columns === 0 || stdout.rows === 0) return null;
  const keys = stdin instanceof ReadStream && stdin.isTTY ? stdin : null;
  return { stdout, stdin: keys, color: env.NO_COLOR === undefined || env.NO_COLOR === '' };
}

/** The same test as Ink's, which draws nothing in CI: an empty `CI` counts too. */
function isInCi(env: Environment): boolean {
  if (env.CI === '0' || env.CI === 'false') return false;
  return Object.keys(env).some((name) => name === 'CI' || name === 'CONTINUOUS_INTEGRATION' || name.startsWith('CI_'));
}
