import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';

/** A program at a terminal, as tmux shows it. */
export interface Terminal {
  /** Everything that it has written, line by line, without trailing blanks. */
  readonly screen: () => string;
  /** What is visible now, without the scrollback. */
  readonly visible: () => string;
  /** All of it with colors and other attributes, as escape sequences. */
  readonly styled: () => string;
  /** Whether the cursor is visible. */
  readonly cursor: () => boolean;
  /** Types keys by their tmux names: `C-c`, `Enter`; anything else is typed literally. */
  readonly type: (...keys: readonly string[]) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** Takes the terminal away, as closing its window does. */
  readonly close: () => void;
  /** The exit code; null while it runs. */
  readonly exitCode: () => number | null;
}

export interface TerminalSurroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Long lines must not wrap, as they are searched for words. */
const SIZE = ['-x', '250', '-y', '100'];

/** Why no terminal is available; null if one is. Where tmux is missing, it is installed for a superuser on Debian. */
export function terminalMissing(): string | null {
  if (process.platform === 'win32') return 'Windows has no tmux';
  if (works('tmux', ['-V'])) return null;
  const root = process.getuid?.() === 0;
  if (root && works('apt-get', ['install', '-y', 'tmux']) && works('tmux', ['-V'])) return null;
  return 'tmux is not installed';
}

/** Runs a program at a terminal of its own, which is removed after the test. */
export function runAtTerminal(words: readonly string[], { cwd, env }: TerminalSurroundings): Terminal {
  const socket = `romflow-${randomUUID()}`;
  const tmux = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  onTestFinished(() => {
    spawnSync('tmux', ['-L', socket, 'kill-server']);
  });
  // A server exits without a session; the first one exists only so that the options apply to the second.
  tmux('new-session', '-d', '-s', 'first', 'cat');
  tmux('set-option', '-g', 'remain-on-exit', 'on');
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  tmux('new-session', '-d', '-s', 'program', ...SIZE, '-c', cwd, ...variables, '--', ...words);
  const pane = ['-t', 'program'];
  return {
    screen: () => tmux('capture-pane', '-p', '-S', '-', ...pane).trimEnd(),
    visible: () => tmux('capture-pane', '-p', ...pane).trimEnd(),
    styled: () => tmux('capture-pane', '-p', '-e', '-S', '-', ...pane),
    cursor: () => tmux('display-message', '-p', ...pane, '#{cursor_flag}').trim() === '1',
    type: (...keys) => {
      tmux('send-keys', ...pane, ...keys);
    },
    resize: (columns, rows) => {
      tmux('resize-window', ...pane, '-x', String(columns), '-y', String(rows));
    },
    close: () => {
      tmux('kill-server');
    },
    exitCode: () => {
      const [dead, code] = tmux('display-message', '-p', ...pane, '#{pane_dead} #{pane_dead_status}')
        .trim()
        .split(' ');
      if (dead !== '1') return null;
      if (code !== undefined && code !== '') return Number(code);
      // tmux sometimes misses the end of a program until another one ends.
      tmux('run-shell', '-b', 'true');
      return null;
    },
  };
}

function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
