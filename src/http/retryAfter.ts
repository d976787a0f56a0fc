const DAY_MS = 24 * 60 * 60 * 1000;
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d( GMT| \d{4})$/;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now` (ms since 1970; see {@link answeredAt}).
 *
 * Accepts whole seconds and the three HTTP date formats; a date in the past means 0, and more than a day counts as a day. Null
 * if there is no header or it is invalid (negative, fractional, any other text).
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const value = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : dateOf(value) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), DAY_MS);
}

/**
 * When a site sent its response, in ms since 1970, by its own clock: that is the one its dates refer to, and ours may differ.
 *
 * @param date - the `Date` header
 * @param now - our time, used if the site does not give its own
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
export function answeredAt(date: string | null, now: number): number {
  const at = dateOf(date?.trim() ?? '');
  return Number.isNaN(at) ? now : at;
}

/** NaN if it is not an HTTP date. Only the format without a zone (`Sun Nov  6 08:49:37 1994`) needs GMT appended. */
function dateOf(value: string): number {
  if (!DATE.test(value)) return NaN;
  return Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
}
