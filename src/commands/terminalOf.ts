import { ReadStream, WriteStream } from 'node:tty';
import type { Environment } from '../config/environment.js';
import type { Host } from './context.js';

/** A terminal on which a run can be drawn. */
export interface RunTerminal {
  readonly stdout: WriteStream;
  /** The keyboard; null when something is piped in. */
  readonly stdin: ReadStream | null;
  readonly color: boolean;
}

/**
 * The terminal of a process, if it has one that can be drawn on: not a dumb one or one of an unknown size, and not
 * that of a CI service, which shows a log.
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
  // `script` and `ssh -tt` without a terminal of their own make one of no size: a letter a line, and Ink would wipe all of it.
  if (stdout.columns === 0 || stdout.rows === 0) return null;
  const keys = stdin instanceof ReadStream && stdin.isTTY ? stdin : null;
  return { stdout, stdin: keys, color: env.NO_COLOR === undefined || env.NO_COLOR === '' };
}

/** As Ink sees it, for there it draws nothing: a `CI` that is set to nothing is one, too. */
function isInCi(env: Environment): boolean {
  if (env.CI === '0' || env.CI === 'false') return false;
  return Object.keys(env).some((name) => name === 'CI' || name === 'CONTINUOUS_INTEGRATION' || name.startsWith('CI_'));
}
