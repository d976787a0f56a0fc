import { expect, test } from 'vitest';
import { statusError } from '../../src/http/statusError.js';
import { PermanentHttpError, RateLimitedError, TransientHttpError } from '../../src/model/errors.js';

const NOW = Date.UTC(2026, 0, 1);
const error = (status: number, retryAfter: string | null = null) =>
  statusError('GET https://a.org/', status, retryAfter, NOW);

test.each([
  [429, '30', 30_000],
  [429, '0', 0],
  [429, null, null],
  [429, 'soon', null],
  [429, 'Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  [503, '30', 30_000],
])('%i with Retry-After %j asks for patience of %j ms', (status, retryAfter, retryAfterMs) => {
  expect(error(status, retryAfter)).toBeInstanceOf(RateLimitedError);
  expect(error(status, retryAfter)).toMatchObject({ status, retryAfterMs });
});

test.each([
  [500, null],
  [502, '30'],
  [503, null],
  [503, 'soon'],
  [599, null],
  [408, null],
])('%i with Retry-After %j is passing trouble', (status, retryAfter) => {
  expect(error(status, retryAfter)).toBeInstanceOf(TransientHttpError);
  expect(error(status, retryAfter)).toMatchObject({ status });
});

test.each([
  [401, 'log-in or an age check'],
  [403, 'log-in or an age check'],
  [404, 'gone from the site'],
  [410, 'gone from the site'],
  [204, 'of no use here'],
  [400, 'of no use here'],
  [418, 'of no use here'],
])('%i is for good: %s', (status, words) => {
  expect(error(status)).toBeInstanceOf(PermanentHttpError);
  expect(error(status).status).toBe(status);
  expect(error(status).message).toMatch(/^GET https:\/\/a\.org\/: /);
  expect(error(status).message).toContain(words);
});
