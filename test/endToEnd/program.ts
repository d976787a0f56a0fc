import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';

/** The built program, as `npm test` makes it and as it is shipped. */
export const SHIPPED = resolve('dist', 'cli.js');

/** Variables that would change what the program does; tests set their own. */
const OURS = [
  'RHDATA_DB_PATH',
  'PATCHBIN_DB_PATH',
  'SMW_ROM_PATH',
  'FLIPS_PATH',
  'ROMFLOW_WEBHOOK',
  'ROMFLOW_REDIS',
  'DEBUG',
  'XDG_STATE_HOME',
];
const inherited = Object.entries(process.env).filter(([name]) => !OURS.includes(name));

/** The result of a run that has ended. */
export interface Ended {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Piped in; nothing by default. */
  readonly input?: string;
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
  /** The program; the built one by default. */
  readonly cli?: string;
  /** The user to run it as; only the superuser may choose one. */
  readonly uid?: number;
}

/** The program while it runs. */
export interface Running {
  readonly pid: number | undefined;
  /**
   * Resolves with the output so far once it contains this text, on stdout or stderr; rejects if the program ends
   * without it.
   */
  readonly said: (text: string) => Promise<string>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Stops reading stdout, as `| head` does. */
  readonly closeStdout: () => void;
  readonly ended: Promise<Ended>;
}

export function startRomflow(
  words: readonly string[],
  { cwd, env = {}, input = '', node = [], cli = SHIPPED, uid }: Surroundings,
): Running {
  const child = spawn(process.execPath, [...node, cli, ...words], {
    cwd,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { ...Object.fromEntries(inherited), ...env },
    windowsHide: true,
  });
  // A program that rejects its arguments at once never reads stdin.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const texts = { out: '', err: '' };
  const collect = (from: Readable, name: keyof typeof texts): void => {
    from.setEncoding('utf8');
    from.on('data', (text: string) => (texts[name] += text));
  };
  collect(child.stdout, 'out');
  collect(child.stderr, 'err');
  const closed = once(child, 'close');
  return {
    pid: child.pid,
    said: async (text) => {
      while (!texts.out.includes(text) && !texts.err.includes(text)) {
        if (child.stdout.closed && child.stderr.closed) {
          throw new Error(`It never said ${JSON.stringify(text)}:\n${texts.out}${texts.err}`);
        }
        const heard = new AbortController();
        const words = [child.stdout, child.stderr].map((stream) => once(stream, 'data', { signal: heard.signal }));
        await Promise.race([closed, ...words]);
        heard.abort();
      }
      return `${texts.out}${texts.err}`;
    },
    signal: (signal) => {
      child.kill(signal);
    },
    closeStdout: () => {
      child.stdout.destroy();
    },
    ended: closed.then(() => ({ code: child.exitCode, ...texts })),
  };
}

/** Runs the program to its end. */
export function romflow(words: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return startRomflow(words, surroundings).ended;
}
