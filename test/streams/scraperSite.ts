import { type RequestListener, createServer } from 'node:http';
import { inspect } from 'node:util';
import { type Observable, lastValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { openAccountGate } from '../../src/archive/accountGate.js';
import { createHttpClient } from '../../src/http/httpClient.js';
import type { EventBody } from '../../src/model/events.js';
import type { Medium } from '../../src/model/scrapedGame.js';
import type { ScraperAskDeps, ScraperAskOptions } from '../../src/streams/scraperAsk.js';
import { type GameQuery, type ScraperRequests, scraperRequests } from '../../src/streams/scraperRequests.js';
import { JEU, dataXml, ssuser } from '../formats/screenScraper/answers.js';

export const PASSWORD = 'p&+#%:ä "x"';
export const CREDENTIALS = {
  devid: 'dev',
  devpassword: 'd<e>v/=p',
  softname: 'romflow',
  userId: 'mario bros',
  userPassword: PASSWORD,
};
export const ATTEMPTS = 3;
export const LIMITS = { maxBytes: 1024 * 1024 };
export const ROM: GameQuery = {
  systemId: '4',
  romName: 'A & B (USA).sfc',
  size: 1000,
  hashes: { size: 512, crc32: '0A1B2C3D', md5: 'cdd3c8c37322978ca8669b34bc89c804', sha1: 'a'.repeat(40) },
};
export const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

type Facts = Parameters<typeof ssuser>[0];

export const answer =
  (body: string | Buffer, status = 200, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body);
export const refusal = (status: number, headers: Record<string, string> = {}): RequestListener =>
  answer('', status, headers);
export const account = (facts: Facts = {}): RequestListener => answer(dataXml(ssuser(facts)));
export const game = (facts: Facts = {}): RequestListener => answer(dataXml(ssuser(facts), JEU));

export const mediumAt = (url: string, facts: Partial<Medium> = {}): Medium => ({
  type: 'box-2D',
  parent: 'jeu',
  region: 'us',
  support: null,
  url,
  format: 'png',
  crc32: null,
  md5: null,
  sha1: null,
  size: 16,
  ...facts,
});

export const failure = (request: Observable<unknown>): Promise<unknown> =>
  lastValueFrom(request, { defaultValue: null }).then(
    (value) => expect.fail(`it gave ${inspect(value)}`),
    (error: unknown) => error,
  );

/** A site on loopback that answers as told, and a record of what happened. Everything is new in each test. */
export class ToldSite {
  /** By script, the answers still to be given, in order; the last one repeats. */
  answers: Record<string, readonly RequestListener[]> = {};
  /** The scripts that were requested, in order. */
  asked: string[] = [];
  queries: URLSearchParams[] = [];
  /** As they arrived, encoded. */
  paths: string[] = [];
  events: EventBody[] = [];
  origin = '';
  gate = newGate();
  readonly #server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', this.origin);
    const script = url.pathname.split('/').at(-1) ?? '';
    this.asked.push(script);
    this.queries.push(url.searchParams);
    this.paths.push(url.pathname);
    const [first = refusal(404), ...later] = this.answers[script] ?? [];
    if (later.length > 0) this.answers[script] = later;
    first(request, response);
  });

  constructor() {
    beforeAll(async () => {
      await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
      const address = this.#server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      this.origin = `http://127.0.0.1:${address.port}`;
    });
    beforeEach(() => {
      [this.answers, this.asked, this.queries, this.events] = [{}, [], [], []];
      this.paths = [];
      this.gate = newGate();
    });
    afterEach(() => {
      this.#server.closeAllConnections();
      this.gate.close();
    });
    afterAll(async () => {
      await new Promise((resolve) => this.#server.close(resolve));
    });
  }

  scraper(options: Partial<ScraperAskOptions> = {}, deps: Partial<ScraperAskDeps> = {}): ScraperRequests {
    return scraperRequests(
      {
        baseUrl: new URL(`${this.origin}/api2/`),
        credentials: CREDENTIALS,
        timeoutMs: 20_000,
        attempts: ATTEMPTS,
        backoffMs: 1,
        maxThreads: null,
        warnAt: 0.95,
        ...options,
      },
      {
        http: createHttpClient({ userAgent: 'romflow/test' }),
        gate: this.gate,
        report: (event) => this.events.push(event),
        ...deps,
      },
    );
  }

  /** A medium of this site. */
  picture(facts: Partial<Medium> = {}): Medium {
    return mediumAt(`${this.origin}/api2/mediaJeu.php?media=box(us)`, facts);
  }

  /** The four kinds of requests, and the script of each. */
  readonly kinds: readonly (readonly [script: string, make: (site: ScraperRequests) => Observable<unknown>])[] = [
    ['ssuserInfos.php', (site) => site.account()],
    ['jeuInfos.php', (site) => site.game(ROM)],
    ['jeuRecherche.php', (site) => site.search({ systemId: '4', name: 'A B' })],
    ['mediaJeu.php', (site) => site.medium(this.picture(), LIMITS)],
  ];
}

const newGate = () => openAccountGate(':memory:', { now: Date.now, warn: (message) => expect.fail(message) });
