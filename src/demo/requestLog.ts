import type { IncomingMessage, ServerResponse } from 'node:http';
import { HANDING_OVER } from './siteFault.js';

/** One request as the server saw it. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** When it arrived, in milliseconds on the site's clock. */
  readonly at: number;
  /** When the end of its answer was handed over, or its connection was lost; null before that. */
  readonly endedAt: number | null;
  readonly userAgent: string | null;
}

/** All requests to a site, so that pacing can be measured where it counts: at the server. */
export interface RequestLog {
  /** In order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** The maximum number of requests open at once. */
  readonly mostAtOnce: () => number;
  /** Records a request and, later, its end. */
  readonly note: (request: IncomingMessage, response: ServerResponse) => LoggedRequest;
}

/** @param now - milliseconds; only differences matter */
export function requestLog(now: () => number): RequestLog {
  const requests: LoggedRequest[] = [];
  let open = 0;
  let most = 0;
  return {
    requests,
    mostAtOnce: () => most,
    note: (request, response) => {
      const entry: { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] } = {
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        at: now(),
        endedAt: null,
        userAgent: request.headers['user-agent'] ?? null,
      };
      requests.push(entry);
      open++;
      most = Math.max(most, open);
      const end = (): void => {
        entry.endedAt ??= now();
      };
      // By the time of `finish`, the client may have had the answer, and the CPU, for a while.
      response.once(HANDING_OVER, end);
      response.once('close', () => {
        end();
        open--;
      });
      return entry;
    },
  };
}
