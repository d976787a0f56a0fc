import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';

/** What a command gets from the process around it. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: Environment;
  /** The working folder, absolute. */
  readonly cwd: string;
  /** Aborted when the run should end: items in progress are finished, nothing new is started. */
  readonly signal: AbortSignal;
  /** What Ctrl-C does, for a screen that reads it from the keyboard; absent when there is no process to interrupt. */
  readonly interrupt?: (() => void) | undefined;
  /** Likewise what Ctrl-Z does; absent on systems without job control. */
  readonly suspend?: (() => void) | undefined;
  /** Calls the listener when the suspended process continues; returns how to unsubscribe. Absent where none can be suspended. */
  readonly onContinue?: ((listener: () => void) => () => void) | undefined;
  /** Redirects the process's own notices while a screen is drawn; null restores them. */
  readonly takeNotices?: ((say: ((line: string) => void) | null) => void) | undefined;
  /** Subscribes to messages from the parent process; absent without one. */
  readonly onMessage?: ((listener: (message: unknown) => void) => void) | undefined;
}

/** What a command is given to work with. */
export interface CommandContext extends Host {
  /** The words after the command's name, as many as the table lists operands. */
  readonly args: readonly string[];
  /** The flags given, by their camel-case names; their values are not parsed yet. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The configuration; rejects with a ConfigError that lists every mistake. */
  readonly settings: () => Promise<Settings>;
}

/** Does a command's work and returns the exit code. Expected failures are thrown as a RomflowError. */
export type RunCommand = (context: CommandContext) => Promise<number>;
