import { PassThrough, Readable } from 'node:stream';
import type { Host } from '../../src/commands/context.js';
import { written } from '../written.js';

/** A process's surroundings that keep what was written. */
export function fakeHost(overrides: Partial<Host> = {}) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const host: Host = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: {},
    cwd: process.cwd(),
    signal: new AbortController().signal,
    ...overrides,
  };
  return { host, out: () => written(stdout), err: () => written(stderr) };
}
