import { PassThrough } from 'node:stream';
import { ReadStream, WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { terminalOf } from '../../src/commands/terminalOf.js';

/** A stream of this kind without a real terminal, which tests need not have. */
function made<T extends object>(kind: abstract new (...args: never[]) => T, isTTY: boolean): T & { isTTY: boolean } {
  const bare: unknown = Reflect.construct(Object, [], kind);
  if (!(bare instanceof kind)) throw new Error(`no ${kind.name}`);
  return Object.assign(bare, { isTTY });
}
const sized = (columns: number, rows: number): WriteStream => Object.assign(made(WriteStream, true), { columns, rows });
const stdout = sized(80, 24);
const stdin = made(ReadStream, true);

test('uses a terminal with a keyboard, in color', () => {
  expect(terminalOf({ stdin, stdout, env: { TERM: 'xterm' } })).toEqual({ stdout, stdin, color: true });
  expect(terminalOf({ stdin, stdout })).toEqual({ stdout, stdin, color: true });
});

test.each([
  ['something is piped in', new PassThrough()],
  ['standard input is not a terminal any more', made(ReadStream, false)],
  ['nothing is given', null],
])('there are no keys when %s', (_, input) => {
  expect(terminalOf({ stdin: input, stdout })).toEqual({ stdout, stdin: null, color: true });
});

test.each([
  ['a pipe', new PassThrough()],
  ['something that only calls itself one', Object.assign(new PassThrough(), { isTTY: true })],
  ['one that is none any more', Object.assign(sized(80, 24), { isTTY: false })],
  ['one that does not tell its size, as under `ssh -tt` in cron,', sized(0, 0)],
  ['one without lines', sized(80, 0)],
])('%s is not a terminal', (_, output) => {
  expect(terminalOf({ stdin, stdout: output })).toBeNull();
});

test.each<[Readonly<Record<string, string>>, boolean]>([
  [{ TERM: 'dumb' }, false],
  [{ CI: 'true' }, false],
  [{ CI: '1' }, false],
  [{ CI: '' }, false],
  [{ CI_NAME: 'codeship' }, false],
  [{ CONTINUOUS_INTEGRATION: 'true' }, false],
  [{ CI: '0' }, true],
  [{ CI: 'false' }, true],
  [{ CI: 'false', CONTINUOUS_INTEGRATION: 'true' }, true],
  [{ CIRCLE: 'round', TERM: 'vt100' }, true],
])('with %o the run is drawn: %s', (env, drawn) => {
  expect(terminalOf({ stdin, stdout, env }) !== null).toBe(drawn);
});

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['', true],
  ['1', false],
  ['0', false],
])('with NO_COLOR=%s the drawing has color: %s', (value, color) => {
  const env = value === undefined ? {} : { NO_COLOR: value };
  expect(terminalOf({ stdin, stdout, env })?.color).toBe(color);
});
