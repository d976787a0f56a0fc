import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha1Hex } from '../formats/hashes.js';
import type { JsonObject } from '../model/game.js';
import { serveOnLoopback } from './loopback.js';
import { type LoggedRequest, requestLog } from './requestLog.js';
import { stripedPng } from './screenScraper/png.js';
import { editableCatalog, type EditableCatalog, type SiteCatalog } from './siteCatalog.js';
import { type Fault, playFault, sendAnswer, type SiteAnswer } from './siteFault.js';
import { imageIndex, isDownloadOf, siteTime, type SiteGame } from './siteGame.js';
import { catalogPage, fileRecord } from './sitePages.js';

/** A request as the fault hook sees it. */
export interface SiteRequest {
  /** Absolute. */
  readonly url: URL;
  /** How many times this exact URL has been requested, including this time. */
  readonly count: number;
}

export interface SiteOptions {
  /** The initial hacks. */
  readonly games?: readonly SiteGame[];
  /** What the catalog pages show instead of `games`, which then serve only `getfile` and downloads. */
  readonly catalog?: SiteCatalog;
  /** Records per page, 50 by default. */
  readonly perPage?: number;
  /** Called for every request; null lets the site answer honestly. */
  readonly faults?: (request: SiteRequest) => Fault | null;
  /** The port to use if it is free; any free port if it is taken or not given. */
  readonly port?: number;
  /** The clock of the request log, in milliseconds; by default a monotonic one. */
  readonly now?: () => number;
}

/** A running site. */
export interface Site extends Pick<EditableCatalog, 'games' | 'add' | 'replace' | 'remove'> {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly requests: readonly LoggedRequest[];
  /** The maximum number of requests open at once. */
  readonly mostAtOnce: () => number;
  /** Stops listening and closes open connections. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a loopback server that plays SMW Central: the paged catalog, single records, downloads, pictures.
 *
 * @see https://www.smwcentral.net/?p=help&page=api
 */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const { games = [], perPage = 50, faults = () => null, now = () => performance.now() } = options;
  const held = editableCatalog(games, () => origin);
  const shown = options.catalog ?? held;
  const log = requestLog(now);
  const counts = new Map<string, number>();

  const { origin, close } = await serveOnLoopback((request, response) => {
    const { method } = log.note(request, response);
    void respond(method, request, response);
  }, options.port);

  async function respond(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (!URL.canParse(path, origin)) {
      sendAnswer(response, missing());
      return;
    }
    const url = new URL(path, origin);
    const count = (counts.get(url.href) ?? 0) + 1;
    counts.set(url.href, count);
    const fault = faults({ url, count });
    const answer = method === 'GET' || method === 'HEAD' ? route(url) : missing();
    if (fault === null) sendAnswer(response, answer);
    else await playFault(response, fault, answer);
  }

  function route(url: URL): SiteAnswer {
    if (url.pathname === '/ajax.php') return api(url) ?? missing();
    const id = url.pathname.split('/')[1] ?? '';
    const game = find(id);
    return game !== undefined && isDownloadOf(game, url) ? download(game) : (image(url) ?? missing());
  }

  function image(url: URL): SiteAnswer | null {
    for (const game of held.games) {
      const index = imageIndex(game, url);
      if (index >= 0) return picture(Number(game.id) + index);
    }
    return null;
  }

  function api(url: URL): SiteAnswer | null {
    const query = url.searchParams;
    if (query.get('a') === 'getfile') {
      const game = find(query.get('id') ?? '');
      return game === undefined
        ? json(404, { error: 'The requested file does not exist.' })
        : json(200, fileRecord(game, held.games, origin));
    }
    if (query.get('a') !== 'getsectionlist' || query.get('s') !== 'smwhacks') return null;
    const page = /^[1-9]\d*$/.exec(query.get('n') ?? '1');
    if (page === null) return null;
    return json(200, catalogPage(query.get('u') === '1' ? WAITING : shown, url, Number(page[0]), perPage));
  }

  const find = (id: string): SiteGame | undefined => held.find(id) ?? options.catalog?.find?.(id);

  return {
    origin,
    get games() {
      return held.games;
    },
    add: held.add,
    replace: held.replace,
    remove: held.remove,
    requests: log.requests,
    mostAtOnce: log.mostAtOnce,
    close,
  };
}

/** The list of hacks awaiting moderation, always empty. */
const WAITING: SiteCatalog = {
  total: 0,
  record: () => {
    throw new RangeError('Nothing waits for moderation.');
  },
};

function json(status: number, value: JsonObject): SiteAnswer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

function missing(): SiteAnswer {
  const body = Buffer.from('<!DOCTYPE html>\n<title>404 Not Found</title>\n<p>This page does not exist.</p>\n');
  return { status: 404, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}

function download(game: SiteGame): SiteAnswer {
  const body = typeof game.content === 'function' ? game.content() : game.content;
  const headers = {
    'Content-Type': game.contentType ?? 'application/zip',
    ETag: `"${sha1Hex(body).slice(0, 16)}"`,
    'Last-Modified': new Date(siteTime(game) * 1000).toUTCString(),
  };
  return { status: 200, headers, body };
}

const SCREEN = { width: 128, height: 112 } as const;

function picture(seed: number): SiteAnswer {
  const body = stripedPng(SCREEN.width, SCREEN.height, seed);
  return { status: 200, headers: { 'Content-Type': 'image/png' }, body };
}
