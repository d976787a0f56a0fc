import { Readable } from 'node:stream';
import type { Response } from 'node-fetch';
import { PermanentHttpError } from '../model/errors.js';
import { withDeadline } from './deadline.js';
import { hostKey } from './hostKey.js';
import { lazyFetch } from './lazyFetch.js';
import { networkError } from './networkError.js';
import { readBeginning } from './readBeginning.js';
import { type BodyLimits, readBody } from './readBody.js';
import { redactUrl } from './redactUrl.js';
import { redirectRefusal } from './redirectRefusal.js';
import { answeredAt, parseRetryAfter } from './retryAfter.js';
import { statusError } from './statusError.js';

const MAX_REDIRECTS = 3;
/** The longest silence, in milliseconds: if a connection is lost without notice, the timeout of a large file would take hours. */
export const STALL_MS = 120_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface HttpClientOptions {
  /** Sent with every request, so that the site knows who is asking. */
  readonly userAgent: string;
  /** Milliseconds since 1970; for dates in `Retry-After`, if a site does not give its own time. */
  readonly now?: () => number;
  /** Sends one request. */
  readonly send?: typeof lazyFetch;
  /** A request is aborted when nothing has arrived for this long, in milliseconds; default {@link STALL_MS}. */
  readonly stallMs?: number;
}

export interface GetOptions extends BodyLimits {
  /** For the whole request, including the body and redirects on the same host, in milliseconds. */
  readonly timeoutMs: number;
  /** Closes the connection. */
  readonly signal: AbortSignal;
  /** Any URL of the site that neither the request nor a redirect may leave; default the request's own. */
  readonly site?: URL;
  /** The URLs that have redirected here, oldest first; default none. */
  readonly trail?: readonly URL[];
  /** Returns the error for a status that is neither 200 nor a redirect; default what the status means anywhere. */
  readonly onStatus?: (answer: StatusAnswer) => Error;
}

/** A response whose status says more than its body. */
export interface StatusAnswer {
  readonly status: number;
  /** The wait that `Retry-After` asks for, in milliseconds; null when it is absent or unusable. */
  readonly retryAfterMs: number | null;
  /** The beginning of the body, at most 4 KiB. */
  readonly text: string;
}

/** A complete response with status 200. */
export interface HttpAnswer {
  readonly status: number;
  /** After redirects. */
  readonly url: URL;
  readonly bytes: Buffer;
  readonly contentType: string | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** A redirect to another host of the same site, not yet followed: requests to that host are throttled separately. */
export interface Redirect {
  readonly movedTo: URL;
  /** The URLs that have led there. */
  readonly trail: readonly URL[];
}

export interface HttpClient {
  /**
   * Fetches one URL whole, following redirects on the same host; at most 3 on the same site, including those in `trail`.
   *
   * @throws RateLimitedError - 429, or 503 with `Retry-After`
   * @throws TransientHttpError - no connection, timeout, 408, 5xx, or a body that is cut off, of the wrong length or badly encoded
   * @throws PermanentHttpError - any other status, a refused URL or redirect, a body over the cap
   * @throws what `onStatus` returns - if it is given, for any status but 200 and redirects
   * @throws the signal's reason - aborted by the caller
   */
  readonly get: (url: URL, options: GetOptions) => Promise<HttpAnswer | Redirect>;
}

/** The only place that opens connections for GET requests. Stateless: no cookies, no kept-alive connections, no headers carried over. */
export function createHttpClient({
  userAgent,
  now = Date.now,
  send = lazyFetch,
  stallMs = STALL_MS,
}: HttpClientOptions): HttpClient {
  /** Sends one request without following redirects. Connections are not reused: the next request is many seconds away. */
  async function open(url: URL, signal: AbortSignal): Promise<Response> {
    const headers = { 'User-Agent': userAgent, Accept: '*/*', 'Accept-Encoding': 'gzip', Connection: 'close' };
    // Not decompressed here, so that Content-Length can be checked and decompression is capped.
    return send(url, { redirect: 'manual', compress: false, signal, headers });
  }

  async function errorOf(url: URL, response: Response, { onStatus }: GetOptions): Promise<Error> {
    const { status, headers } = response;
    const at = answeredAt(headers.get('date'), now());
    const retryAfterMs = parseRetryAfter(headers.get('retry-after'), at);
    if (onStatus !== undefined) return onStatus({ status, retryAfterMs, text: await readBeginning(response) });
    discard(response);
    return statusError(nameOf(url), status, retryAfterMs);
  }

  async function follow(start: URL, options: GetOptions, signal: AbortSignal): Promise<HttpAnswer | Redirect> {
    const { site = start } = options;
    const trail = [...(options.trail ?? [])];
    let url = permitted(start, site, trail.at(-1) ?? null);
    for (;;) {
      trail.push(url);
      const response = await open(url, signal);
      if (response.status === 200) return answerOf(url, response, options);
      if (!REDIRECTS.has(response.status)) throw await errorOf(url, response, options);
      discard(response);
      const next = permitted(locationOf(url, response), site, url);
      if (trail.some(({ href }) => href === next.href)) throw refusedRedirect(url, 'it leads in a circle');
      if (trail.length > MAX_REDIRECTS) throw refusedRedirect(url, `it is one more than the ${MAX_REDIRECTS} allowed`);
      if (hostKey(next) !== hostKey(url)) return { movedTo: next, trail };
      url = next;
    }
  }

  return {
    get: (url, options) =>
      withDeadline(nameOf(url), { ...options, stallMs }, (signal, alive) => {
        const onBytes = (received: number, total: number | null): void => {
          alive();
          options.onBytes?.(received, total);
        };
        return follow(url, { ...options, onBytes }, signal).catch(async (error: unknown) => {
          throw (await networkError(error, nameOf(url))) ?? error;
        });
      }),
  };
}

function discard({ body }: Response): void {
  if (body instanceof Readable) body.destroy();
}

async function answerOf(url: URL, response: Response, limits: BodyLimits): Promise<HttpAnswer> {
  const { status, headers } = response;
  return {
    status,
    url,
    bytes: await readBody(response, nameOf(url), limits),
    contentType: headers.get('content-type'),
    etag: headers.get('etag'),
    lastModified: headers.get('last-modified'),
  };
}

/** The URL without its fragment, if it may be requested. */
function permitted(target: URL, site: URL, from: URL | null): URL {
  const refusal = redirectRefusal(target, site, from);
  if (refusal !== null && from !== null) throw refusedRedirect(from, refusal, target);
  if (refusal !== null) throw new PermanentHttpError(`${nameOf(target)} is refused: ${refusal}.`);
  const url = new URL(target);
  url.hash = '';
  return url;
}

function locationOf(url: URL, response: Response): URL {
  const header = response.headers.get('location');
  const location = header === null ? null : asUtf8(header);
  if (location === null || !URL.canParse(location, url.href)) throw refusedRedirect(url, 'it names no usable target');
  return new URL(location, url);
}

/** Sites send UTF-8; Node reads headers as Latin-1. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, 'latin1').toString();
  return text.includes('\ufffd') ? header : text;
}

function refusedRedirect(from: URL, reason: string, target?: URL): PermanentHttpError {
  const aim = target === undefined ? '' : ` to ${redactUrl(target)}`;
  return new PermanentHttpError(`${nameOf(from)}: its redirect${aim} is not followed: ${reason}.`);
}

function nameOf(url: URL): string {
  return `GET ${redactUrl(url)}`;
}
