import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';

/** What a command has of the process around it. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: Environment;
  /** The working folder, absolute. */
  readonly cwd: string;
  /** Aborted when the run shall end: what is in hand is finished, nothing new is begun. */
  readonly signal: AbortSignal;
  /** What Ctrl-C does, for a screen to which the keyboard gives it; not there where no process is asked. */
  readonly interrupt?: (() => void) | undefined;
  /** What Ctrl-Z does, in the same way; not there where the system knows no such thing. */
  readonly suspend?: (() => void) | undefined;
  /** Listens to when the process goes on that was stopped, and tells how to end that; not there where none can be stopped. */
  readonly onContinue?: ((listener: () => void) => () => void) | undefined;
  /** Takes over what the process itself has to say while a screen is drawn; null gives it back. */
  readonly takeNotices?: ((say: ((line: string) => void) | null) => void) | undefined;
  /** Listens to what a parent process says; not there without one. */
  readonly onMessage?: ((listener: (message: unknown) => void) => void) | undefined;
}

/** What a command is given to work with. */
export interface CommandContext extends Host {
  /** The words after the command's name, as many as it names in the table. */
  readonly args: readonly string[];
  /** The flags that were given, by their names in camel case; their values are yet to be parsed. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The configuration; rejects with a ConfigError that names every mistake. */
  readonly settings: () => Promise<Settings>;
}

/** Does a command's work and gives the exit code. Expected failures are thrown as a RomflowError. */
export type RunCommand = (context: CommandContext) => Promise<number>;
