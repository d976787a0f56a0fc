import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseRetryAfter } from '../../src/http/retryAfter.js';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 30);
const DAY_MS = 86_400_000;

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('parseRetryAfter', () => {
  test.each([
    ['0', 0],
    ['1', 1000],
    [' 120 ', 120_000],
    ['86401', DAY_MS],
    ['9'.repeat(400), DAY_MS],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 7000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 7000],
    ['Sun Nov  6 08:49:37 1994', 7000],
    ['Sun, 06 Nov 1994 08:49:29 GMT', 0],
    ['Tue, 06 Dec 1994 08:49:37 GMT', DAY_MS],
    [null, null],
    ['', null],
    ['-1', null],
    ['+5', null],
    ['1.5', null],
    ['1e3', null],
    ['0x10', null],
    ['5 s', null],
    ['soon', null],
    ['1994-11-06T08:49:37Z', null],
    ['Sun, 06 Nov 1994 08:49:37 +0200', null],
    ['Sun, 66 Nov 1994 08:49:37 GMT', null],
    ['120, 60', null],
  ])('%j means %j ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  test.each(['Asia/Tokyo', 'America/Los_Angeles'])('a date without a zone is GMT in %s, too', (zone) => {
    vi.stubEnv('TZ', zone);
    expect(parseRetryAfter('Sun Nov  6 08:49:37 1994', NOW)).toBe(7000);
  });

  test('is never negative or more than a day', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
        ),
        (header) => {
          const waitMs = parseRetryAfter(header, NOW);
          return waitMs === null || (waitMs >= 0 && waitMs <= DAY_MS);
        },
      ),
    );
  });
});
