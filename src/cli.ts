#!/usr/bin/env node
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { dispatch } from './commands/dispatch.js';
import { HungUpError, InterruptedError, OutputClosedError, UsageError } from './model/errors.js';

/** Left alone, the heap grows to several times of what lives in it, and a long run with it. */
setFlagsFromString('--heap-growing-percent=10');
/** So does the part of it where everything begins: by up to 30 MiB in a run of thousands of games, and little in a short one. */
setFlagsFromString('--semi-space-growth-factor=1');
/**
 * However little lives in it, V8 lets the heap grow by 8 MB before it collects; in a run that lasts, by a third of that. Earlier, it
 * would delay the start.
 */
setTimeout(() => {
  setFlagsFromString('--incremental-marking-hard-trigger=33');
}, 10_000).unref();

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** What a write says when the reader has gone; Windows has its own word. */
const CLOSED = new Set<string | undefined>(['EPIPE', 'EOF']);

const { stdin, stdout, stderr, env } = process;
const ending = new AbortController();

/** Says something beside what the run says; a screen takes it over while it is drawn. */
let notice = sayPlainly;
function sayPlainly(line: string): void {
  stderr.write(`${line}\n`);
}

/** The first signal lets what is in hand be finished; a second one ends the process. */
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

/** Whoever loses a terminal is told so by the system, by the shell, and by each of its streams: once is enough. */
function hangUp(): void {
  if (ending.signal.aborted) return;
  ending.abort(new HungUpError('The terminal is gone; the next run resumes.'));
  notice('romflow: The terminal is gone; finishing what is in progress.');
}
process.on('SIGHUP', hangUp);
if (stdin.isTTY) stdin.on('error', hangUp);
/** At its end Node sets a terminal right, and aborts where that is gone; what is closed it leaves alone. */
process.on('exit', () => {
  for (const { fd, isTTY } of [stdin, stdout, stderr]) if (isTTY && !isatty(fd)) closeSync(fd);
});

let hasFailed = false;
/** A reader that has seen enough ends the run, and that is no failure; a full disk is, also when the run has ended. */
function outputFailed(this: NodeJS.WriteStream, error: NodeJS.ErrnoException): void {
  if (this.isTTY) hangUp();
  if (this.isTTY || ending.signal.reason instanceof HungUpError) return;
  if (hasFailed) return;
  hasFailed = true;
  const code = process.exitCode ?? 0;
  process.exitCode = CLOSED.has(error.code) || code !== 0 ? code : 1;
  if (!CLOSED.has(error.code)) stderr.write(`romflow: Cannot write the output (${error.message}).\n`);
  ending.abort(new OutputClosedError('The output was closed.'));
}
stdout.on('error', outputFailed);
stderr.on('error', outputFailed);

/** A parent process may give orders; that it could does not keep this one alive. */
function onMessage(listener: (message: unknown) => void): void {
  process.on('message', listener);
  process.channel?.unref();
}

/** One that was removed is missed only by what works in it. */
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
    // The whole group, as a terminal does it: the shell waits for npm, or the other programs of a pipe.
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
