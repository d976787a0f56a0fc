import type { RequestListener } from 'node:http';
import { ReplaySubject, catchError, firstValueFrom, lastValueFrom, merge, of, toArray } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { startScreenScraper } from '../../src/demo/screenScraper/server.js';
import {
  CredentialsError,
  PermanentHttpError,
  QuotaError,
  RomError,
  SoftwareBarredError,
  TransientHttpError,
  UnreachableError,
} from '../../src/model/errors.js';
import type { GameQuery, ScraperRequests } from '../../src/streams/scraperRequests.js';
import { JEU, dataXml, ssuser } from '../formats/screenScraper/answers.js';
import {
  ATTEMPTS,
  CREDENTIALS,
  LIMITS,
  PNG,
  ROM,
  ToldSite,
  account,
  answer,
  failure,
  game,
  refusal,
} from './scraperSite.js';

const told = new ToldSite();
const SPENT = { requeststoday: 20_000 };

describe('an error that ends everything', () => {
  test.each([
    [answer('Erreur de login : Vérifier vos identifiants développeur !', 403), CredentialsError],
    [answer('\uFEFFErreur de login : Vérifier les identifiants utilisateurs !  '), CredentialsError],
    [refusal(423), QuotaError],
    [answer('API totalement fermé'), QuotaError],
    [refusal(426), SoftwareBarredError],
  ])('is thrown once, and no more requests are made: case %#', async (reply, type) => {
    for (const [script, make] of told.kinds) {
      told.answers = { [script]: [reply] };
      told.asked.length = 0;
      const site = told.scraper();
      expect(await failure(make(site))).toBeInstanceOf(type);
      for (const [, another] of told.kinds) expect(await failure(another(site))).toBeInstanceOf(type);
      expect(told.asked).toEqual([script]);
    }
    expect(told.events).toEqual([]);
  });

  test('is an empty 403 to a call, but not to a medium', async () => {
    for (const [script, make] of told.kinds) {
      told.answers = { [script]: [refusal(403)] };
      const type = script === 'mediaJeu.php' ? PermanentHttpError : CredentialsError;
      expect(await failure(make(told.scraper())), script).toBeInstanceOf(type);
    }
  });

  test('a login of level 0 counts as wrong', async () => {
    told.answers = { 'ssuserInfos.php': [account({ niveau: 0 })], 'jeuInfos.php': [game({ niveau: 0 })] };
    expect(await failure(told.scraper().account())).toBeInstanceOf(CredentialsError);
    expect(await failure(told.scraper().game(ROM))).toBeInstanceOf(CredentialsError);
  });

  test.each(['devid', 'devpassword', 'userId', 'userPassword'])('without a %s no request is made', async (name) => {
    const site = told.scraper({ credentials: { ...CREDENTIALS, [name]: '' } });
    const error = await failure(site.account());
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error).toHaveProperty('message', expect.stringMatching(/missing.*SCREENSCRAPER_PASSWORD/));
    expect(told.asked).toEqual([]);
  });
});

describe('a passing error', () => {
  test.each([
    refusal(500),
    refusal(503),
    answer('<!DOCTYPE html><p>Maintenance'),
    answer(dataXml(ssuser(), JEU).slice(0, 500)),
    ((_, response) => response.socket?.destroy()) satisfies RequestListener,
  ])('is retried, up to the number of attempts: case %#', async (reply) => {
    told.answers = { 'jeuInfos.php': [reply, reply, game()] };
    expect(await firstValueFrom(told.scraper().game(ROM))).toMatchObject({ game: { id: '1987' } });
    expect(told.events).toMatchObject([
      { type: 'retry', what: 'ScreenScraper: A & B (USA).sfc', attempt: 1, of: ATTEMPTS },
      { type: 'retry', attempt: 2 },
    ]);
    told.answers = { 'jeuInfos.php': [reply] };
    told.asked.length = 0;
    expect(await failure(told.scraper().game(ROM))).toBeInstanceOf(TransientHttpError);
    expect(told.asked).toHaveLength(ATTEMPTS);
  });

  test('ends all requests when not even the account can be fetched', async () => {
    told.answers = { 'jeuInfos.php': [game()], 'ssuserInfos.php': [refusal(502)] };
    const site = told.scraper();
    const error = await failure(site.account());
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toHaveProperty('message', expect.stringContaining('run again later'));
    expect(told.asked).toHaveLength(ATTEMPTS);
    expect(await failure(site.game(ROM))).toBe(error);
    expect(told.asked).toHaveLength(ATTEMPTS);
  });

  test('a malformed request fails at once', async () => {
    told.answers = { 'jeuInfos.php': [refusal(400)] };
    expect(await failure(told.scraper().game(ROM))).toBeInstanceOf(RomError);
    expect(told.asked).toHaveLength(1);
  });

  test('a rate limit is not a failed try, and applies to all', async () => {
    const busy = refusal(429, { 'Retry-After': '1' });
    told.answers = { 'jeuInfos.php': [busy, refusal(429), refusal(429), refusal(429), game()] };
    const postponed = vi.spyOn(told.gate, 'postpone');
    const site = told.scraper({ attempts: 1 });
    expect(await firstValueFrom(site.game(ROM))).toMatchObject({ game: { id: '1987' } });
    expect(postponed).toHaveBeenCalledTimes(1);
    expect(told.events[0]).toMatchObject({ type: 'retry', delayMs: 1000 });
    expect(told.events.map((event) => event.type === 'retry' && event.attempt)).toEqual([0, 0, 0, 0]);
  });

  test.each([401, 429])('a status of %i that never ends stops the run', async (status) => {
    told.answers = { 'jeuInfos.php': [refusal(status)] };
    const error = await failure(told.scraper().game(ROM));
    expect(error).toBeInstanceOf(QuotaError);
    expect(error).toHaveProperty('message', expect.stringContaining('run again later'));
    if (status === 401) expect(error).toHaveProperty('message', expect.stringContaining('closed to non-members'));
    expect(told.asked).toHaveLength(21);
  });
});

describe('the quota', () => {
  test.each(told.kinds.slice(0, 3))(
    'makes no request once it is used up according to an answer of %s',
    async (first, make) => {
      told.answers = { [first]: [first === 'jeuInfos.php' ? game(SPENT) : account(SPENT)] };
      const site = told.scraper();
      await firstValueFrom(make(site));
      for (const [script, ask] of told.kinds.slice(1)) {
        expect(await failure(ask(site)), script).toBeInstanceOf(QuotaError);
      }
      expect(told.asked).toEqual([first]);
      expect(told.events).toEqual([expect.objectContaining({ type: 'warning' })]);
    },
  );

  test('is confirmed by the account when a refusal says that it is used up, and then no more requests are made', async () => {
    const spent = account({ requeststoday: 20_000 });
    told.answers = { 'ssuserInfos.php': [account({ requeststoday: 10 }), spent], 'jeuInfos.php': [refusal(430)] };
    const site = told.scraper();
    await firstValueFrom(site.account());
    expect(await failure(site.game(ROM))).toBeInstanceOf(QuotaError);
    expect(told.asked).toEqual(['ssuserInfos.php', 'jeuInfos.php', 'ssuserInfos.php']);
    expect(told.events).toEqual([expect.objectContaining({ type: 'warning' })]);
    expect(await failure(site.game(ROM))).toBeInstanceOf(QuotaError);
    expect(await failure(site.medium(told.picture(), LIMITS))).toBeInstanceOf(QuotaError);
    expect(told.asked).toHaveLength(3);
  });

  test('refused to one request is not tried by the others', async () => {
    told.answers = { 'ssuserInfos.php': [account({ requeststoday: 20_000 })], 'jeuInfos.php': [refusal(430)] };
    const site = told.scraper();
    const asks = [1, 2, 3].map(() => site.game(ROM).pipe(catchError((error: unknown) => of(error))));
    for (const result of await lastValueFrom(merge(...asks).pipe(toArray()))) expect(result).toBeInstanceOf(QuotaError);
    expect(told.asked.filter((script) => script === 'jeuInfos.php')).toHaveLength(1);
  });

  test('is tried again when the account says that some is left after all', async () => {
    const refused = answer("Votre quota de scrape est dépassé pour aujourd'hui !");
    told.answers = { 'ssuserInfos.php': [account({ requeststoday: 10 })], 'jeuInfos.php': [refused, game()] };
    expect(await firstValueFrom(told.scraper().game(ROM))).toMatchObject({ game: { id: '1987' } });
    expect(told.asked).toEqual(['jeuInfos.php', 'ssuserInfos.php', 'jeuInfos.php']);
    expect(told.events).toEqual([expect.objectContaining({ type: 'retry' })]);
    expect(JSON.stringify(told.events)).toContain('10 of 20000');
  });

  test('ends the run when it is refused and the account tells nothing', async () => {
    told.answers = { 'ssuserInfos.php': [answer(dataXml())], 'mediaJeu.php': [refusal(430)] };
    expect(await failure(told.scraper().medium(told.picture(), LIMITS))).toBeInstanceOf(QuotaError);
  });

  test('ends the run when the account itself is refused', async () => {
    told.answers = { 'ssuserInfos.php': [refusal(430)], 'jeuInfos.php': [refusal(430)] };
    expect(await failure(told.scraper().game(ROM))).toBeInstanceOf(QuotaError);
    expect(told.asked).toEqual(['jeuInfos.php', 'ssuserInfos.php']);
    expect(await failure(told.scraper().account())).toBeInstanceOf(QuotaError);
  });

  test('of unknown ROMs is used up only by unknown ROMs', async () => {
    const one = { requestskotoday: 0, maxrequestskoperday: 1 };
    told.answers = { 'ssuserInfos.php': [account(one)], 'jeuInfos.php': [refusal(400), refusal(404), game(one)] };
    const site = told.scraper();
    await firstValueFrom(site.account());
    expect(await failure(site.game(ROM))).toBeInstanceOf(RomError);
    expect(await firstValueFrom(site.game(ROM))).toMatchObject({ game: null });
    expect(told.asked).toEqual(['ssuserInfos.php', 'jeuInfos.php', 'jeuInfos.php']);
    await firstValueFrom(site.game(ROM));
    expect(told.asked.slice(3)).toEqual(['ssuserInfos.php', 'jeuInfos.php']);
  });

  test('is used in full when media cost nothing', async () => {
    let requeststoday = 0;
    const counted = { maxrequestsperday: 3, maxthreads: 3 };
    const roms: RequestListener = (request, response) => {
      requeststoday += 1;
      game({ ...counted, requeststoday })(request, response);
    };
    const facts: RequestListener = (request, response) => {
      account({ ...counted, requeststoday })(request, response);
    };
    told.answers = { 'ssuserInfos.php': [facts], 'jeuInfos.php': [roms], 'mediaJeu.php': [answer(PNG)] };
    const site = told.scraper();
    await firstValueFrom(site.account());
    for (let count = 0; count < 3; count++) {
      await firstValueFrom(site.game(ROM));
      const media = [1, 2, 3].map(() => site.medium(told.picture(), LIMITS));
      if (count < 2) expect(await lastValueFrom(merge(...media).pipe(toArray()))).toEqual([PNG, PNG, PNG]);
    }
    expect(await failure(site.game(ROM))).toBeInstanceOf(QuotaError);
    expect(requeststoday).toBe(3);
  });

  test('causes one warning when it is nearly used up', async () => {
    told.answers = { 'jeuInfos.php': [game({ requeststoday: 9499 }), game({ requeststoday: 9500 })] };
    const site = told.scraper({ warnAt: 0.475 });
    await firstValueFrom(site.game(ROM));
    expect(told.events).toEqual([]);
    await firstValueFrom(site.game(ROM));
    await firstValueFrom(site.game(ROM));
    const message = "ScreenScraper: 9500 of today's 20000 requests are used up.";
    expect(told.events).toEqual([{ type: 'warning', message }]);
  });
});

describe('concurrency', () => {
  /** Requests that many games from a slow site at once. */
  async function mostAtOnce(site: ScraperRequests, requests: number): Promise<number> {
    let [open, most] = [0, 0];
    const counted: RequestListener = (request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        game({ maxthreads: 3 })(request, response);
      }, 30);
    };
    told.answers = { 'jeuInfos.php': [counted], 'ssuserInfos.php': [account({ maxthreads: 3 })] };
    await lastValueFrom(merge(...Array.from({ length: requests }, () => site.game(ROM))).pipe(toArray()));
    return most;
  }

  test('is one until the account is known', async () => {
    const site = told.scraper();
    expect(await mostAtOnce(site, 1)).toBe(1);
    expect(await mostAtOnce(site, 7)).toBe(3);
  });

  test('is limited to what the user wants', async () => {
    const site = told.scraper({ maxThreads: 2 });
    await mostAtOnce(site, 1);
    expect(await mostAtOnce(site, 7)).toBe(2);
  });

  test('is limited to what the account allows all runs together', async () => {
    const [here, there] = [told.scraper(), told.scraper()];
    told.answers = { 'ssuserInfos.php': [account({ maxthreads: 3 })] };
    await firstValueFrom(here.account());
    await firstValueFrom(there.account());
    const both = { ...here, game: (query: GameQuery) => merge(here.game(query), there.game(query)) };
    expect(await mostAtOnce(both, 5)).toBe(3);
  });
});

test('a site that counts requests, at once and within a minute, sees no violation', async () => {
  const site = await startScreenScraper({
    account: { maxthreads: 3, maxrequestspermin: 60, maxrequestsperday: 50 },
    latencyMs: { call: 5 },
  });
  try {
    const { devid, devpassword, userId, userPassword } = site.account;
    const own = { devid, devpassword, userId, userPassword, softname: 'romflow' };
    const requests = told.scraper({ baseUrl: new URL(site.baseUrl), credentials: own });
    expect(await firstValueFrom(requests.account())).toMatchObject({ maxThreads: 3, maxPerDay: 50 });
    const asks = Array.from({ length: 55 }, () => requests.game(ROM).pipe(catchError((error: unknown) => of(error))));
    const results = await lastValueFrom(merge(...asks).pipe(toArray()));
    expect(results.filter((result) => result instanceof QuotaError)).toHaveLength(5);
    expect(results.filter((result) => !(result instanceof Error))).toHaveLength(50);
    expect(site.account.requeststoday).toBe(50);
    expect(site.violations).toEqual([]);
    expect(site.mostAtOnce()).toBe(3);
    expect(requests.requestsMade()).toBe(site.requests.length);
  } finally {
    await site.close();
  }
});

describe('a stop', () => {
  test('silently ends what is waiting, and lets requests in flight finish', async () => {
    const stop$ = new ReplaySubject<null>(1);
    const waiting: (() => void)[] = [];
    told.answers = {
      'jeuInfos.php': [
        (request, response) => {
          waiting.push(() => {
            game()(request, response);
          });
        },
      ],
    };
    const site = told.scraper({}, { stop$ });
    const all = lastValueFrom(
      merge(site.game(ROM), site.game(ROM), site.medium(told.picture(), LIMITS)).pipe(toArray()),
    );
    await expect.poll(() => waiting).toHaveLength(1);
    stop$.next(null);
    waiting[0]?.();
    expect(await all).toMatchObject([{ game: { id: '1987' } }]);
    expect(told.asked).toHaveLength(1);
  });

  test('ends the wait before the next try', async () => {
    const stop$ = new ReplaySubject<null>(1);
    told.answers = { 'jeuInfos.php': [refusal(500)] };
    const site = told.scraper({ backoffMs: 3_600_000 }, { stop$ });
    const all = lastValueFrom(site.game(ROM), { defaultValue: 'nothing' });
    await expect.poll(() => told.events).toHaveLength(1);
    stop$.next(null);
    expect(await all).toBe('nothing');
  });
});
