const DAY_MS = 24 * 60 * 60 * 1000;
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d( GMT| \d{4})$/;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds from `now` (ms since 1970; see {@link answeredAt}).
 *
 * Understood are whole seconds and the three HTTP date forms; a date that is past means 0, and more than a day counts as a
 * day. Null when there is no header or it makes no sense (negative, fractional, any other text).
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const value = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : dateOf(value) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), DAY_MS);
}

/**
 * When a site gave its answer, in ms since 1970 by its own clock, which the dates in it go by: ours may be another.
 *
 * @param date - the `Date` header
 * @param now - our time, for a site that does not tell its own
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
export function answeredAt(date: string | null, now: number): number {
  const at = dateOf(date?.trim() ?? '');
  return Number.isNaN(at) ? now : at;
}

/** NaN when it is no HTTP date. Only the form without a zone (`Sun Nov  6 08:49:37 1994`) needs to be told that it is GMT. */
function dateOf(value: string): number {
  if (!DATE.test(value)) return NaN;
  return Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
}
