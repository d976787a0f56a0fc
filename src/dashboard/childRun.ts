import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { plainText } from '../formats/plainText.js';
import type { RunOrder } from '../model/runControl.js';
import type { StartRun } from './api/run.js';

/** What is known of the run that this server started. */
export interface ChildState {
  /** Null: none is in progress. */
  readonly command: StartRun['command'] | null;
  /** When it was started, in milliseconds since 1970. */
  readonly since: number | null;
  /** Why the last one failed; null when it did not. */
  readonly failure: string | null;
}

export interface ChildRun {
  readonly state: () => ChildState;
  /** Starts a run; false if one is already in progress. */
  readonly start: (request: StartRun) => boolean;
  /** Gives it an order; false if there is none. */
  readonly order: (order: RunOrder) => boolean;
  /** Stops it after its items in progress, and resolves when it has ended. */
  readonly end: () => Promise<void>;
}

export interface ChildRunDeps {
  /** The program: `cli.js`. */
  readonly program: string;
  /** Arguments to add to each command: those with which this server itself was started. */
  readonly words: Readonly<Record<StartRun['command'], readonly string[]>>;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => number;
}

/** Lines are cut off after this many characters. */
const MAX_LENGTH = 500;

/**
 * Runs the program as a child process, one run at a time, and sends it orders over Node's IPC channel. What it prints is read
 * and discarded, except for the last line on stderr: its progress is in the view that it leaves in the state folder.
 */
export function childRuns({ program, words, cwd, env, now }: ChildRunDeps): ChildRun {
  let child: ChildProcess | null = null;
  let state: ChildState = { command: null, since: null, failure: null };

  function start(request: StartRun): boolean {
    if (child !== null) return false;
    const started = fork(program, [request.command, '--json', ...words[request.command], ...flagsOf(request)], {
      cwd,
      env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C at the server's terminal is for the server, which passes it on.
      detached: process.platform !== 'win32',
    });
    const lastLine = started.stderr === null ? () => null : tail(started.stderr);
    started.stdout?.resume();
    const ended = (failure: string | null): void => {
      if (child !== started) return;
      child = null;
      state = { command: null, since: state.since, failure };
    };
    started.on('error', (error) => {
      // If the folder is missing, Node's message names its own executable instead.
      const gone = `The folder ${cwd}, in which this server was started, no longer exists; start the server in one that does.`;
      ended(existsSync(cwd) ? `The run could not be started: ${error.message}` : gone);
    });
    started.on('close', (code) => {
      ended(code === 0 || code === 130 ? null : (lastLine() ?? (code === 1 ? null : 'It ended without a message.')));
    });
    child = started;
    state = { command: request.command, since: now(), failure: null };
    return true;
  }

  function order(wanted: RunOrder): boolean {
    if (child?.connected !== true) return false;
    // It may end before it has read this: then the error is ignored.
    child.send({ romflow: wanted }, () => undefined);
    return true;
  }

  return {
    state: () => state,
    start,
    order,
    end: async () => {
      if (child === null) return;
      const closed = once(child, 'close');
      if (!order('stop')) child.kill('SIGTERM');
      await closed;
    },
  };
}

/** The flags for the chosen options: no part of a request becomes an argument itself. */
function flagsOf(request: StartRun): readonly string[] {
  if (request.command === 'update') return UPDATE_FLAGS.filter(([name]) => request[name]).map(([, flag]) => flag);
  const flags = SCRAPE_FLAGS.filter(([name]) => request[name]).map(([, flag]) => flag);
  return request.mode === undefined ? flags : [...flags, MODES[request.mode]];
}

const UPDATE_FLAGS = [
  ['fullCrawl', '--full-crawl'],
  ['retryFailed', '--retry-failed'],
  ['allPatches', '--all-patches'],
  ['dryRun', '--dry-run'],
] as const;
const SCRAPE_FLAGS = [
  ['enableSearch', '--enable-search'],
  ['dryRun', '--dry-run'],
] as const;
const MODES = { new_only: '--mode=new_only', changed: '--mode=changed', force: '--mode=force' } as const;

/** Reads a stream to its end and keeps the last line. */
function tail(stream: Readable): () => string | null {
  let end = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    end = (end + text).slice(-4 * MAX_LENGTH);
  });
  return () => {
    const line = end.trimEnd().split('\n').at(-1) ?? '';
    const said = plainText(line.replace(/^romflow: /, '')).slice(0, MAX_LENGTH);
    return said === '' ? null : said;
  };
}
