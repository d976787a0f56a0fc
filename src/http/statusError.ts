import { type HttpError, PermanentHttpError, RateLimitedError, TransientHttpError } from '../model/errors.js';
import { parseRetryAfter } from './retryAfter.js';

/**
 * The error that an answer other than 200 means; its class says what happens next.
 *
 * @param what - the request, as `GET <redacted URL>`
 * @param retryAfter - the `Retry-After` header
 * @param now - ms since 1970, as {@link parseRetryAfter} takes it
 */
export function statusError(what: string, status: number, retryAfter: string | null, now: number): HttpError {
  const waitMs = parseRetryAfter(retryAfter, now);
  if (status === 429 || (status === 503 && waitMs !== null)) {
    const wait = waitMs === null ? 'for a while' : `for ${Math.ceil(waitMs / 1000)} s`;
    return new RateLimitedError(`${what}: the site asks for patience ${wait} (${status}).`, status, waitMs);
  }
  if (status >= 500 || status === 408) {
    return new TransientHttpError(`${what}: the site has trouble (${status}); trying again later may help.`, status);
  }
  return new PermanentHttpError(`${what}: ${refusal(status)} (${status}).`, status);
}

function refusal(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'the site asks for a log-in or an age check, which only a browser can pass';
    case 404:
    case 410:
      return 'it is gone from the site';
    default:
      return 'the site gave an answer that is of no use here';
  }
}
