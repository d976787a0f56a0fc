import { PermanentHttpError } from '../model/errors.js';
import { type DeadlineOptions, withDeadline } from './deadline.js';
import { lazyFetch } from './lazyFetch.js';
import { networkError } from './networkError.js';
import { redirectRefusal } from './redirectRefusal.js';

export interface PostOptions extends DeadlineOptions {
  readonly userAgent: string;
}

/**
 * Posts JSON to a URL that is itself a secret, such as a webhook's: no error shows more of it than the host. Redirects are not
 * followed, and only the status of the response is read.
 *
 * @throws TransientHttpError - no connection, or no response in time
 * @throws PermanentHttpError - any status but 2xx, or a URL that must not be requested
 * @throws the signal's reason - aborted by the caller
 */
export async function postJson(url: URL, body: unknown, options: PostOptions): Promise<void> {
  const what = `POST to ${url.host}`;
  const refusal = redirectRefusal(url, url, null);
  if (refusal !== null) throw new PermanentHttpError(`${what} is refused: ${refusal}.`);
  const status = await withDeadline(what, options, async (signal) => {
    try {
      const { status } = await lazyFetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal,
        headers: { 'User-Agent': options.userAgent, 'Content-Type': 'application/json', Connection: 'close' },
        body: JSON.stringify(body),
      });
      return status;
    } catch (error) {
      throw (await networkError(error, what)) ?? error;
    }
  });
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new PermanentHttpError(`${what}: its redirect is not followed (${status}).`, status);
  throw new PermanentHttpError(`${what}: it answered ${status}.`, status);
}
