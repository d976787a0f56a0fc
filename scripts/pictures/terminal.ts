import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** A program on a terminal of its own, emulated by tmux. */
export interface Terminal {
  /** What it currently shows, with colors as escape sequences. */
  readonly screen: () => string;
  /** Resolves when it shows this; rejects if it ends first. */
  readonly shows: (words: RegExp) => Promise<void>;
  readonly close: () => void;
}

/** The size of the pictures, in characters. */
export const COLUMNS = 120;
const ROWS = 32;

const LOOK_EVERY_MS = 100;

/** Runs a program on a terminal, which stays when the program ends. */
export function openTerminal(
  words: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Terminal {
  const socket = `romflow-pictures-${randomUUID()}`;
  const tmux = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const variables = Object.entries({ ...env, COLORTERM: 'truecolor' }).flatMap(([name, value]) => [
    '-e',
    `${name}=${value}`,
  ]);
  const size = ['-x', `${COLUMNS}`, '-y', `${ROWS}`];
  // A server without a session exits; the first session exists only so that the options apply to the second.
  tmux('new-session', '-d', '-s', 'first', 'cat');
  tmux('set-option', '-g', 'remain-on-exit', 'on');
  tmux('set-option', '-g', 'remain-on-exit-format', '');
  tmux('set-option', '-g', 'default-terminal', 'tmux-256color');
  tmux('set-option', '-g', 'status', 'off');
  tmux('new-session', '-d', '-s', 'program', ...size, '-c', cwd, ...variables, '--', ...words);
  const screen = (): string => tmux('capture-pane', '-e', '-p', '-t', 'program');
  const isDead = (): boolean => tmux('display-message', '-p', '-t', 'program', '#{pane_dead}').trim() === '1';
  return {
    screen,
    shows: async (pattern) => {
      for (;;) {
        // Checked first, so that its last output is on the screen by then.
        const dead = isDead();
        const text = tmux('capture-pane', '-p', '-t', 'program');
        if (pattern.test(text)) return;
        if (dead) throw new Error(`It ended without showing ${String(pattern)}:\n${text}`);
        await setTimeout(LOOK_EVERY_MS);
      }
    },
    close: () => {
      tmux('kill-server');
    },
  };
}
