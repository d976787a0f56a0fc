import { expect, test } from 'vitest';
import { redactError } from '../../src/formats/redactError.js';
import { RateLimitedError } from '../../src/model/errors.js';

const redact = (text: string): string => text.replaceAll('hunter2', 'REDACTED');

test('an error keeps its type, but contains no secret any more', () => {
  const error = new RateLimitedError('wait, hunter2', 429, 5);
  expect(redactError(error, redact)).toBe(error);
  expect(error).toMatchObject({ message: 'wait, REDACTED', status: 429, retryAfterMs: 5 });
  expect(error.stack).toContain('REDACTED');
  expect(error.stack).not.toContain('hunter2');
});

test('the same holds for its causes, aggregated errors and properties', () => {
  const deepest = Object.assign(new TypeError('hunter2'), { input: 'https://a.org/?p=hunter2' });
  const all = new AggregateError([new Error('one hunter2'), 'two hunter2'], 'three', { cause: deepest });
  const error = new Error('four', { cause: all });
  redactError(error, redact);
  expect(error.cause).toBe(all);
  expect(all.errors).toEqual([new Error('one REDACTED'), 'two REDACTED']);
  expect(deepest.message).toBe('REDACTED');
  expect(deepest.input).toBe('https://a.org/?p=REDACTED');
});

test('circular causes terminate', () => {
  const error = new Error('hunter2');
  error.cause = error;
  redactError(error, redact);
  expect(error.message).toBe('REDACTED');
});

test('a URL becomes text', () => {
  const error = Object.assign(new Error('x'), { url: new URL('https://a.org/?p=hunter2') });
  redactError(error, redact);
  expect(error.url).toBe('https://a.org/?p=REDACTED');
});

test.each([
  ['hunter2', 'REDACTED'],
  [null, null],
  [7, 7],
])('thrown %j becomes %j', (thrown, expected) => {
  expect(redactError(thrown, redact)).toBe(expected);
});
