import { type Observable, map } from 'rxjs';
import type { Gate } from '../archive/gate.js';
import { decodeJson } from '../http/decodeJson.js';
import { type TurnOf, fetchAnswer } from '../http/fetchAnswer.js';
import { hostKey } from '../http/hostKey.js';
import type { GetOptions, HttpAnswer, HttpClient } from '../http/httpClient.js';
import { overHttps } from '../http/overHttps.js';
import { redactUrl } from '../http/redactUrl.js';
import { TransientHttpError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { QueuedGame } from '../model/game.js';
import type { Download } from '../operators/downloadZip.js';
import type { HostQueue } from '../operators/hostQueue.js';
import { retryFailed } from '../operators/retryFailed.js';
import { throttle } from '../operators/throttle.js';
import { downloadProgress } from './downloadProgress.js';

const MIB = 1024 * 1024;
/** A page of 50 records measures some 200 KiB. */
const METADATA_LIMITS = { maxBytes: 16 * MIB, timeoutMs: 120_000 } as const;
const FILE_LIMITS = { maxBytes: 64 * MIB, timeoutMs: 120_000 } as const;
const IMAGE_LIMITS = { maxBytes: 16 * MIB, timeoutMs: 120_000 } as const;
const LONGEST_BACKOFF_MS = 10 * 60 * 1000;

/** The requests that the archive course makes of SMW Central, each with its manners, its limits and its retries. */
export interface SiteRequests {
  /** The address of the catalog's first page, newest hacks first. */
  readonly catalog: URL;
  /** A page of the catalog, as JSON. */
  readonly fetchPage: (url: URL) => Observable<unknown>;
  /** The record of one hack, listed or not, as JSON. */
  readonly fetchRecord: (id: string) => Observable<unknown>;
  /** A hack's ZIP; `check` throws what is wrong with an answer, and a passing fault is tried again. */
  readonly fetchFile: (url: URL, game: QueuedGame, check: (download: Download) => Download) => Observable<Download>;
  /** A hack's picture. A web page in its place is a passing fault. */
  readonly fetchImage: (url: URL) => Observable<Buffer>;
}

export interface SiteOptions {
  readonly baseUrl: URL;
  /** Pause before a request for metadata, and before one for a file, in milliseconds. */
  readonly metadataGapMs: number;
  readonly downloadGapMs: number;
  /** Tries in all. */
  readonly attempts: number;
}

export interface SiteDeps {
  readonly http: HttpClient;
  readonly queue: HostQueue;
  readonly gate: Gate;
  readonly report: Report;
  /** Emits when the run shall end: what waits for its turn ends empty, what is under way is let finish. */
  readonly stop$?: Observable<unknown>;
  /** While true is its latest value, no request begins. It has a value at once. */
  readonly held$?: Observable<boolean>;
  /** Counts a failed try to fetch a game's ZIP. */
  readonly countTry: (game: QueuedGame) => void;
}

/**
 * @see https://www.smwcentral.net/?p=api for the API
 */
export function siteRequests(options: SiteOptions, deps: SiteDeps): SiteRequests {
  const { baseUrl, attempts } = options;

  function ask<T>(
    address: URL,
    limits: Pick<GetOptions, 'maxBytes' | 'timeoutMs'>,
    gapMs: number,
    understand: (answer: HttpAnswer) => T,
    retries: { readonly attempts: number; readonly onFailedTry?: () => void } = { attempts },
    onBegin: () => Pick<GetOptions, 'onBytes'> = () => ({}),
  ): Observable<T> {
    const url = overHttps(address, baseUrl);
    const options = () => ({ ...limits, ...onBegin(), site: baseUrl });
    const turnOf: TurnOf = (hop) => throttle({ host: hostKey(hop), gapMs }, deps);
    return fetchAnswer(url, options, deps.http, turnOf).pipe(
      map(understand),
      retryFailed(
        // The first pause after a failure is the one that the site is given anyway.
        {
          attempts: retries.attempts,
          baseDelayMs: gapMs,
          maxDelayMs: Math.max(gapMs, LONGEST_BACKOFF_MS),
          what: redactUrl(url),
        },
        { ...deps, ...retries },
      ),
    );
  }

  const fetchJson = (url: URL): Observable<unknown> => ask(url, METADATA_LIMITS, options.metadataGapMs, decodeJson);

  return {
    catalog: new URL('ajax.php?a=getsectionlist&s=smwhacks&u=0&n=1&o=date&d=desc', baseUrl),
    fetchPage: fetchJson,
    fetchRecord: (id) => fetchJson(new URL(`ajax.php?a=getfile&v=2&id=${encodeURIComponent(id)}`, baseUrl)),
    fetchFile: (url, game, check) => {
      const understand = (answer: HttpAnswer): Download => check({ ...answer, url: answer.url.href });
      const retries = {
        // A game has so many tries in all, not in each run.
        attempts: Math.max(1, attempts - game.tries),
        onFailedTry: () => {
          deps.countTry(game);
        },
      };
      return ask(url, FILE_LIMITS, options.downloadGapMs, understand, retries, () => ({
        onBytes: downloadProgress(game.record.id, deps.report, Date.now),
      }));
    },
    fetchImage: (url) => ask(url, IMAGE_LIMITS, options.downloadGapMs, imageBytes),
  };
}

function imageBytes({ bytes, contentType }: HttpAnswer): Buffer {
  if (!/html/i.test(contentType ?? '') && !/^\s*</.test(bytes.toString('latin1', 0, 100))) return bytes;
  throw new TransientHttpError('The site sent a web page instead of a picture; it may be in maintenance.', 200);
}
