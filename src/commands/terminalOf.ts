import { ReadStream, WriteStream } from 'node:tty';
import type { Host } from './context.js';

/** A terminal on which a run can be drawn. */
export interface RunTerminal {
  readonly stdout: WriteStream;
  /** The keyboard; null when something is piped in. */
  readonly stdin: ReadStream | null;
  readonly color: boolean;
}

/**
 * The terminal of a process, if it has one that can be drawn on: not a dumb one, and not that of a CI service, which shows
 * a log.
 *
 * @see https://no-color.org
 */
export function terminalOf({
  stdin,
  stdout,
  env = {},
}: Pick<Host, 'stdout'> & Partial<Pick<Host, 'env'>> & { readonly stdin?: Host['stdin'] | null }): RunTerminal | null {
  if (!(stdout instanceof WriteStream) || !stdout.isTTY) return null;
  const inCi = env.CI !== undefined && !['', '0', 'false'].includes(env.CI);
  if (env.TERM === 'dumb' || inCi) return null;
  const keys = stdin instanceof ReadStream && stdin.isTTY ? stdin : null;
  return { stdout, stdin: keys, color: env.NO_COLOR === undefined || env.NO_COLOR === '' };
}
