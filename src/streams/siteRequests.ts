import { type Observable, map } from 'rxjs';
import { isWebPage } from '../formats/isWebPage.js';
import { decodeJson } from '../http/decodeJson.js';
import { type TurnOf, fetchAnswer } from '../http/fetchAnswer.js';
import { hostKey } from '../http/hostKey.js';
import type { GetOptions, HttpAnswer, HttpClient } from '../http/httpClient.js';
import { overHttps } from '../http/overHttps.js';
import { redactUrl } from '../http/redactUrl.js';
import { TransientHttpError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { QueuedGame } from '../model/game.js';
import type { HostGate } from '../model/hostGate.js';
import type { Download } from '../operators/downloadZip.js';
import type { HostQueue } from '../operators/hostQueue.js';
import { retryFailed } from '../operators/retryFailed.js';
import { throttle } from '../operators/throttle.js';
import { downloadProgress } from './downloadProgress.js';

const MIB = 1024 * 1024;
/** A page of 50 records takes some 200 KiB. */
const METADATA_BYTES = 16 * MIB;
const FILE_BYTES = 64 * MIB;
const IMAGE_BYTES = 16 * MIB;
const MAX_BACKOFF_MS = 10 * 60 * 1000;
/** For a whole request; a hack's ZIP is given more, by its size. */
const TIMEOUT_MS = 120_000;
/** A site that serves a ZIP more slowly than this, in bytes per millisecond, is considered stalled. */
const SLOWEST = 16;

/** The requests that the archive course makes to SMW Central, each throttled, limited in size and time, and retried. */
export interface SiteRequests {
  /** The URL of the catalog's first page, newest hacks first. */
  readonly catalog: URL;
  /** A page of the catalog, as JSON. */
  readonly fetchPage: (url: URL) => Observable<unknown>;
  /** The record of one hack, listed or not, as JSON. */
  readonly fetchRecord: (id: string) => Observable<unknown>;
  /** A hack's ZIP; `check` throws if something is wrong with a response, and a transient fault is retried. */
  readonly fetchFile: (url: URL, game: QueuedGame, check: (download: Download) => Download) => Observable<Download>;
  /** A hack's picture. A web page in its place is a transient fault. */
  readonly fetchImage: (url: URL) => Observable<Buffer>;
}

export interface SiteOptions {
  readonly baseUrl: URL;
  /** Pause before a request for metadata, and before one for a file, in milliseconds. */
  readonly metadataGapMs: number;
  readonly downloadGapMs: number;
  /** Total number of attempts. */
  readonly attempts: number;
}

export interface SiteDeps {
  readonly http: HttpClient;
  readonly queue: HostQueue;
  /** This machine's gate, then the one shared with other machines, if any. */
  readonly gates: readonly HostGate[];
  readonly report: Report;
  /** Emits when the run is to end: waiting requests complete without a value, those in flight finish. */
  readonly stop$?: Observable<unknown>;
  /** While its latest value is true, no request begins. Emits on subscription. */
  readonly held$?: Observable<boolean>;
  /** Counts a failed attempt to fetch a game's ZIP. */
  readonly countTry: (game: QueuedGame) => void;
}

/** How a request is made. */
interface Manner {
  readonly maxBytes: number;
  /** Pause before it, in milliseconds. */
  readonly gapMs: number;
  /** For a whole attempt, in milliseconds. */
  readonly timeoutMs?: number;
  /** Total number of attempts; default that of the options. */
  readonly attempts?: number;
  readonly onFailedTry?: () => void;
  /** Called at the beginning of each attempt. */
  readonly onBegin?: () => Pick<GetOptions, 'onBytes'>;
}

/**
 * @see https://www.smwcentral.net/?p=api for the API
 */
export function siteRequests(options: SiteOptions, deps: SiteDeps): SiteRequests {
  const { baseUrl, metadataGapMs, downloadGapMs } = options;

  function ask<T>(address: URL, manner: Manner, understand: (answer: HttpAnswer) => T): Observable<T> {
    const { maxBytes, gapMs, timeoutMs = TIMEOUT_MS, attempts = options.attempts, onBegin } = manner;
    const url = overHttps(address, baseUrl);
    const getOptions = () => ({ maxBytes, timeoutMs, ...onBegin?.(), site: baseUrl });
    const turnOf: TurnOf = (hop) => throttle({ host: hostKey(hop), gapMs }, deps);
    return fetchAnswer(url, getOptions, deps.http, turnOf).pipe(
      map(understand),
      retryFailed(
        // The first delay after a failure is the pause that the site is given anyway.
        { attempts, baseDelayMs: gapMs, maxDelayMs: Math.max(gapMs, MAX_BACKOFF_MS), what: redactUrl(url) },
        { ...deps, ...manner },
      ),
    );
  }

  const fetchJson = (url: URL): Observable<unknown> =>
    ask(url, { maxBytes: METADATA_BYTES, gapMs: metadataGapMs }, decodeJson);

  return {
    catalog: new URL('ajax.php?a=getsectionlist&s=smwhacks&u=0&n=1&o=date&d=desc', baseUrl),
    fetchPage: fetchJson,
    fetchRecord: (id) => fetchJson(new URL(`ajax.php?a=getfile&v=2&id=${encodeURIComponent(id)}`, baseUrl)),
    fetchFile: (url, game, check) => {
      const manner: Manner = {
        maxBytes: FILE_BYTES,
        gapMs: downloadGapMs,
        timeoutMs: fileTimeMs(game),
        // A game has that many attempts in all, not per run.
        attempts: Math.max(1, options.attempts - game.tries),
        onFailedTry: () => {
          deps.countTry(game);
        },
        onBegin: () => ({ onBytes: downloadProgress(game.record.id, deps.report, Date.now) }),
      };
      return ask(url, manner, (answer) => check({ ...answer, url: answer.url.href }));
    },
    fetchImage: (url) => ask(url, { maxBytes: IMAGE_BYTES, gapMs: downloadGapMs }, imageBytes),
  };
}

/** How long a hack's ZIP may take, in milliseconds, given the size in its record; whole seconds, as messages show it. */
function fileTimeMs({ record }: QueuedGame): number {
  const told = Number(record.columns.size);
  const transfer = told > 0 ? Math.min(told, FILE_BYTES) / SLOWEST : 0;
  return TIMEOUT_MS + Math.ceil(transfer / 1000) * 1000;
}

function imageBytes({ bytes, contentType }: HttpAnswer): Buffer {
  if (!isWebPage(bytes, contentType)) return bytes;
  throw new TransientHttpError('The site sent a web page instead of a picture; it may be down for maintenance.', 200);
}
