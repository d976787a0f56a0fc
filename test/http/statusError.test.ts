import { expect, test } from 'vitest';
import { statusError } from '../../src/http/statusError.js';
import { PermanentHttpError, RateLimitedError, TransientHttpError } from '../../src/model/errors.js';

const error = (status: number, retryAfterMs: number | null = null) =>
  statusError('GET https://a.org/', status, retryAfterMs);

test.each([
  [429, 30_000],
  [429, 0],
  [429, null],
  [503, 30_000],
])('%i demands a wait of %j ms', (status, retryAfterMs) => {
  expect(error(status, retryAfterMs)).toBeInstanceOf(RateLimitedError);
  expect(error(status, retryAfterMs)).toMatchObject({ status, retryAfterMs });
});

test.each([
  [500, null],
  [502, 30_000],
  [503, null],
  [599, null],
  [408, null],
])('%i that demands %j ms is transient', (status, retryAfterMs) => {
  expect(error(status, retryAfterMs)).toBeInstanceOf(TransientHttpError);
  expect(error(status, retryAfterMs)).toMatchObject({ status });
});

test.each([
  [401, 'login or an age check'],
  [403, 'login or an age check'],
  [404, 'gone from the site'],
  [410, 'gone from the site'],
  [204, 'an unusable answer'],
  [400, 'an unusable answer'],
  [418, 'an unusable answer'],
])('%i is permanent: %s', (status, words) => {
  expect(error(status)).toBeInstanceOf(PermanentHttpError);
  expect(error(status).status).toBe(status);
  expect(error(status).message).toMatch(/^GET https:\/\/a\.org\/: /);
  expect(error(status).message).toContain(words);
});
