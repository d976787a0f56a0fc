import { type HttpError, PermanentHttpError, RateLimitedError, TransientHttpError } from '../model/errors.js';

/**
 * The error for a response with a status other than 200; its class determines what happens next.
 *
 * @param what - the request, as `GET <redacted URL>`
 * @param retryAfterMs - the wait that `Retry-After` asks for, in milliseconds; null when it is absent or unusable
 */
export function statusError(what: string, status: number, retryAfterMs: number | null): HttpError {
  if (status === 429 || (status === 503 && retryAfterMs !== null)) {
    const wait = retryAfterMs === null ? 'a while' : `${Math.ceil(retryAfterMs / 1000)} s`;
    return new RateLimitedError(`${what}: the site asks clients to wait ${wait} (${status}).`, status, retryAfterMs);
  }
  if (status >= 500 || status === 408) {
    return new TransientHttpError(`${what}: the site has problems (${status}); try again later.`, status);
  }
  return new PermanentHttpError(`${what}: ${refusal(status)} (${status}).`, status);
}

function refusal(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'the site asks for a login or an age check, which only a browser can pass';
    case 404:
    case 410:
      return 'it is gone from the site';
    default:
      return 'the site gave an unusable answer';
  }
}
