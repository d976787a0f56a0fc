import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { serveOnLoopback } from '../loopback.js';
import { type LoggedRequest, requestLog } from '../requestLog.js';
import { sendAnswer, type SiteAnswer } from '../siteFault.js';
import { type AccountFacts, isDeveloper, isMember, openAccount } from './account.js';
import { admission } from './admission.js';
import { type Asked, dataAnswer } from './answers.js';
import { jeuInfos, jeuRecherche, mediaFile } from './calls.js';
import { type GameCatalog, gameCatalog } from './catalog.js';
import { playScreenScraperFault, type ScreenScraperFault } from './faults.js';
import type { ScreenScraperGame } from './game.js';
import { refusal, refusedLogin, USER_LOGIN_TEXT } from './refusal.js';

/** A request as the fault hook sees it. */
export interface ScreenScraperRequest {
  /** The script without its extension: `jeuInfos`, `mediaJeu` … */
  readonly call: string;
  /** Absolute, including credentials. */
  readonly url: URL;
  /** How many times this exact URL has been requested, including this time. */
  readonly count: number;
}

/** A request as the site saw it, parsed. */
export interface ScreenScraperCall extends LoggedRequest {
  readonly call: string;
  readonly query: URLSearchParams;
}

export interface ScreenScraperOptions {
  /** The initial games. */
  readonly games?: readonly ScreenScraperGame[];
  /** Overrides for a made-up account with {@link import('./account.js').DEMO_CREDENTIALS}. */
  readonly account?: Partial<AccountFacts>;
  /** Called for every admitted request; null lets the site answer honestly. */
  readonly faults?: (request: ScreenScraperRequest) => ScreenScraperFault | null;
  /** How long an answer takes, in milliseconds; by default no time. */
  readonly latencyMs?: { readonly call?: number; readonly medium?: number };
  /** The origin of media URLs: the real site uses a different host from the API's. By default the same. */
  readonly mediaOrigin?: (origin: string) => string;
  /** The clock of the request log and the per-minute limit, in milliseconds; by default a monotonic one. */
  readonly now?: () => number;
}

/** A running stand-in ScreenScraper. */
export interface ScreenScraperSite extends Pick<
  GameCatalog,
  'games' | 'add' | 'replace' | 'remove' | 'setMedium' | 'removeMedium'
> {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** `<origin>/api2/` */
  readonly baseUrl: string;
  /** Current limits and counters. */
  readonly account: AccountFacts;
  /** Sets limits or counters: a new day, another password. */
  readonly changeAccount: (changes: Partial<AccountFacts>) => void;
  readonly requests: readonly LoggedRequest[];
  /** The requests, parsed; of one call or of all. */
  readonly calls: (call?: string) => readonly ScreenScraperCall[];
  /** The maximum number of requests open at once, including refused ones. */
  readonly mostAtOnce: () => number;
  /** One sentence for each request over `maxthreads` or `maxrequestspermin`; contains no credentials. */
  readonly violations: readonly string[];
  /** Stops listening and closes open connections. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a loopback server that plays ScreenScraper's API v2: the account, games by ROM or id, search, media. Limits and
 * counters work as on the real site; a day ends when `changeAccount` says so.
 *
 * @see https://www.screenscraper.fr/webapi2.php
 */
export async function startScreenScraper(options: ScreenScraperOptions = {}): Promise<ScreenScraperSite> {
  const {
    faults = () => null,
    latencyMs = {},
    mediaOrigin = (same: string) => same,
    now = () => performance.now(),
  } = options;
  const account = openAccount(options.account ?? {});
  const catalog = gameCatalog(options.games ?? []);
  const log = requestLog(now);
  const door = admission(() => account.facts, now);
  const counts = new Map<string, number>();

  const { origin, close } = await serveOnLoopback((request, response) => {
    log.note(request, response);
    void respond(request, response);
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (request.method !== 'GET' || !URL.canParse(path, origin)) {
      sendAnswer(response, refusal(400, "problème avec l'url"));
      return;
    }
    const url = new URL(path, origin);
    const entry = await door.enter(url.pathname);
    if (!entry.admitted) {
      sendAnswer(response, entry.answer);
      return;
    }
    response.once('finish', () => {
      entry.leave('answered');
    });
    const gone = (): void => {
      entry.leave('given up');
    };
    response.once('close', gone);
    // The client may have disconnected while it waited for admission; then no further event follows.
    if (response.closed) gone();

    const call = callOf(url);
    await pause((isMedia(call) ? latencyMs.medium : latencyMs.call) ?? 0);
    const count = (counts.get(url.href) ?? 0) + 1;
    counts.set(url.href, count);
    const fault = faults({ call, url, count });
    const answer = route(call, url);
    if (fault === null) sendAnswer(response, answer);
    else await playScreenScraperFault(response, fault, answer);
  }

  function route(call: string, url: URL): SiteAnswer {
    const query = url.searchParams;
    if (!url.pathname.startsWith('/api2/') || !KNOWN_CALLS.has(call)) return refusal(404);
    if (['devid', 'devpassword', 'softname'].some((name) => (query.get(name) ?? '') === '')) return refusal(400);
    const { facts } = account;
    if (!isDeveloper(facts, query)) return refusedLogin(call === 'jeuInfos' || call === 'ssuserInfos' ? 403 : 200);
    const member = isMember(facts, query);
    if (!member && facts.loginRefusal !== 'level 0') {
      return refusedLogin(facts.loginRefusal === 'text' ? 200 : 403, USER_LOGIN_TEXT);
    }
    // The real site would answer in JSON, but no client should ask for it.
    if (!isMedia(call) && (query.get('output') ?? 'xml').toLowerCase() !== 'xml') return refusal(400);

    const asked: Asked = { mediaOrigin: mediaOrigin(origin), href: url.href, query };
    if (call === 'ssuserInfos') return dataAnswer(asked, facts, member, []);
    if (facts.requeststoday >= facts.maxrequestsperday) return refusal(430);
    account.countRequest();
    if (call === 'jeuInfos') return jeuInfos(asked, { account, catalog, member });
    if (call === 'jeuRecherche') return jeuRecherche(asked, { account, catalog, member });
    return mediaFile(`${call}.php`, query, catalog);
  }

  return {
    origin,
    baseUrl: `${origin}/api2/`,
    get games() {
      return catalog.games;
    },
    add: catalog.add,
    replace: catalog.replace,
    remove: catalog.remove,
    setMedium: catalog.setMedium,
    removeMedium: catalog.removeMedium,
    get account() {
      return account.facts;
    },
    changeAccount: account.change,
    requests: log.requests,
    calls: (only) =>
      log.requests
        .map((request) => parseCall(request, origin))
        .filter(({ call }) => only === undefined || call === only),
    mostAtOnce: log.mostAtOnce,
    violations: door.violations,
    close,
  };
}

const MEDIA_CALLS: ReadonlySet<string> = new Set(['mediaJeu', 'mediaVideoJeu', 'mediaManuelJeu', 'mediaCompagnie']);
const KNOWN_CALLS: ReadonlySet<string> = new Set(['ssuserInfos', 'jeuInfos', 'jeuRecherche', ...MEDIA_CALLS]);

const isMedia = (call: string): boolean => MEDIA_CALLS.has(call);

const callOf = (url: URL): string => (url.pathname.split('/').at(-1) ?? '').replace(/\.php$/, '');

function parseCall(request: LoggedRequest, origin: string): ScreenScraperCall {
  const url = new URL(request.url, origin);
  return { ...request, call: callOf(url), query: url.searchParams };
}

/** A timer that does not keep the process alive: once the site closes, no one waits for it. */
const pause = async (ms: number): Promise<void> => {
  if (ms > 0) await setTimeout(ms, undefined, { ref: false });
};
