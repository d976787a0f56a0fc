#!/usr/bin/env node
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { dispatch } from './commands/dispatch.js';
import { HangUpError, InterruptedError, OutputClosedError, UsageError } from './model/errors.js';

/** By default the heap, and with it the memory of a long run, grows to several times the size of the live objects. */
setFlagsFromString('--heap-growing-percent=10');
/** So does the young generation: by up to 30 MiB in a run of thousands of games, and hardly in a short one. */
setFlagsFromString('--semi-space-growth-factor=1');
/**
 * However few objects are live, V8 lets the heap grow by 8 MB before it collects; a run that lasts has to make do with a third of
 * that. Set earlier, the flag would slow down startup.
 */
setTimeout(() => {
  setFlagsFromString('--incremental-marking-hard-trigger=33');
}, 10_000).unref();

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The error codes of a write whose reader has gone; `EOF` is Windows'. */
const CLOSED = new Set<string | undefined>(['EPIPE', 'EOF']);

const { stdin, stdout, stderr, env } = process;
const ending = new AbortController();

/** Prints a message that is not part of the run's own output; a full-screen display takes it over while it is shown. */
let notice = sayPlainly;
function sayPlainly(line: string): void {
  stderr.write(`${line}\n`);
}

/** The first signal lets the work in progress finish; a second one ends the process. */
function interrupt(signal: NodeJS.Signals): void {
  if (ending.signal.aborted) {
    for (const each of SIGNALS) process.off(each, interrupt);
    process.kill(process.pid, signal);
    return;
  }
  notice('romflow: Finishing what is in progress; interrupt again to stop at once.');
  ending.abort(new InterruptedError('Interrupted; the next run resumes.'));
}
for (const signal of SIGNALS) process.on(signal, interrupt);

/** The loss of a terminal is announced by the system, by the shell and by each of the streams: once is enough. */
function hangUp(): void {
  if (ending.signal.aborted) return;
  ending.abort(new HangUpError('The terminal is gone; the next run resumes.'));
  notice('romflow: The terminal is gone; finishing what is in progress.');
}
process.on('SIGHUP', hangUp);
if (stdin.isTTY) stdin.on('error', hangUp);
/** On exit Node resets the terminal, and aborts if it is gone; it leaves closed descriptors alone. */
process.on('exit', () => {
  for (const { fd, isTTY } of [stdin, stdout, stderr]) if (isTTY && !isatty(fd)) closeSync(fd);
});

let hasFailed = false;
/** A reader that has seen enough ends the run, which is not a failure; a full disk is one, even after the run has ended. */
function outputFailed(this: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  if (this.isTTY) hangUp();
  if (this.isTTY || ending.signal.reason instanceof HangUpError) return;
  if (hasFailed) return;
  hasFailed = true;
  const code = process.exitCode ?? 0;
  process.exitCode = CLOSED.has(error.code) || code !== 0 ? code : 1;
  if (!CLOSED.has(error.code)) stderr.write(`romflow: Cannot write the output (${error.message}).\n`);
  ending.abort(new OutputClosedError('The output was closed.'));
}
stdout.on('error', outputFailed);
stderr.on('error', outputFailed);

/** A parent process may send orders; the channel alone must not keep this process alive. */
function onMessage(listener: (message: unknown) => void): void {
  process.on('message', listener);
  process.channel?.unref();
}

/** A removed working folder is a problem only for commands that need it. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(
      `Cannot find the working folder (${code}): it was removed or cannot be read; change to another one.`,
    );
  }
}

const own = {
  interrupt: () => {
    process.emit('SIGINT', 'SIGINT');
  },
  ...(process.platform !== 'win32' && {
    // The whole process group, as a terminal does: the shell waits for npm, or for the other programs of a pipeline.
    suspend: () => {
      process.kill(0, 'SIGTSTP');
    },
    onContinue: (listener: () => void) => {
      process.on('SIGCONT', listener);
      return () => process.off('SIGCONT', listener);
    },
  }),
  takeNotices: (say: ((line: string) => void) | null) => {
    notice = say ?? sayPlainly;
  },
  ...(process.send && { onMessage }),
};
const host = {
  stdin,
  stdout,
  stderr,
  env,
  get cwd() {
    return workingFolder();
  },
  signal: ending.signal,
  ...own,
};
const exitCode = await dispatch(process.argv.slice(2), host);
process.exitCode ??= exitCode;
