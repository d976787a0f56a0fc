import { type RequestListener, createServer } from 'node:http';
import { type Observable, firstValueFrom } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import type { HttpClient } from '../../src/http/httpClient.js';
import {
  MediaError,
  PermanentHttpError,
  QuotaError,
  TransientHttpError,
  UnreachableError,
} from '../../src/model/errors.js';
import { JEU, dataXml, ssuser } from '../formats/screenScraper/answers.js';
import {
  ATTEMPTS,
  LIMITS,
  PASSWORD,
  PNG,
  ROM,
  ToldSite,
  account,
  answer,
  failure,
  game,
  mediumAt,
  refusal,
} from './scraperSite.js';

const told = new ToldSite();

describe('a request', () => {
  const common = {
    devid: 'dev',
    devpassword: 'd<e>v/=p',
    softname: 'romflow',
    ssid: 'mario bros',
    sspassword: PASSWORD,
  };

  async function queryOf(request: Observable<unknown>): Promise<Record<string, string>> {
    told.answers = {
      'jeuInfos.php': [game()],
      'jeuRecherche.php': [answer(dataXml())],
      'ssuserInfos.php': [account()],
    };
    told.answers['mediaJeu.php'] = [answer(PNG)];
    await firstValueFrom(request);
    return Object.fromEntries(told.queries.at(-1) ?? []);
  }

  test('for a ROM sends its digests, each under its name, and the number of bytes they cover', async () => {
    expect(await queryOf(told.scraper().game(ROM))).toEqual({
      ...common,
      output: 'xml',
      systemeid: '4',
      romtype: 'rom',
      romnom: 'A & B (USA).sfc',
      romtaille: '512',
      crc: '0A1B2C3D',
      md5: 'cdd3c8c37322978ca8669b34bc89c804',
      sha1: 'a'.repeat(40),
    });
  });

  test('for a ROM that is not hashed sends its name and size', async () => {
    const query = await queryOf(told.scraper().game({ ...ROM, hashes: null }));
    expect(query).toMatchObject({ romnom: 'A & B (USA).sfc', romtaille: '1000' });
    for (const name of ['crc', 'md5', 'sha1']) expect(query).not.toHaveProperty(name);
  });

  test('for an empty ROM sends its name, but not the digests that all empty files share', async () => {
    const hashes = { size: 0, crc32: '00000000', md5: 'd41d8cd98f00b204e9800998ecf8427e', sha1: '0'.repeat(40) };
    const query = await queryOf(told.scraper().game({ ...ROM, size: 0, hashes }));
    expect(query).toMatchObject({ romnom: 'A & B (USA).sfc', romtaille: '0' });
    for (const name of ['crc', 'md5', 'sha1']) expect(query).not.toHaveProperty(name);
  });

  test('for a game sends only its id', async () => {
    expect(await queryOf(told.scraper().game({ gameId: '1987' }))).toEqual({
      ...common,
      output: 'xml',
      gameid: '1987',
    });
  });

  test('for a search, the account or a medium sends its own parameters', async () => {
    const site = told.scraper();
    const searched = await queryOf(site.search({ systemId: '4', name: 'A & B' }));
    expect(searched).toEqual({ ...common, output: 'xml', systemeid: '4', recherche: 'A & B' });
    expect(await queryOf(site.account())).toEqual({ ...common, output: 'xml' });
    expect(await queryOf(site.medium(told.picture(), LIMITS))).toEqual({ ...common, media: 'box(us)' });
    expect(site.requestsMade()).toBe(3);
  });

  test('returns what is in its answer', async () => {
    told.answers = {
      'ssuserInfos.php': [account({ maxthreads: 7 })],
      'jeuInfos.php': [game()],
      'jeuRecherche.php': [answer(dataXml(ssuser(), `<jeux>${JEU}</jeux>`))],
      'mediaJeu.php': [answer(PNG, 200, { 'Content-Type': 'image/png' })],
    };
    const site = told.scraper();
    expect(await firstValueFrom(site.account())).toMatchObject({ maxThreads: 7, maxPerDay: 20_000 });
    expect(await firstValueFrom(site.game(ROM))).toMatchObject({ game: { id: '1987' }, tooManyUnknown: false });
    expect(await firstValueFrom(site.search({ systemId: '4', name: 'x' }))).toMatchObject([{ id: '1987' }]);
    const progress: number[] = [];
    const onBytes = (received: number) => progress.push(received);
    expect(await firstValueFrom(site.medium(told.picture(), { ...LIMITS, onBytes }))).toEqual(PNG);
    expect(progress).toEqual([16]);
    expect(told.events).toEqual([]);
  });

  test('does not begin before it is subscribed to', () => {
    const site = told.scraper();
    for (const [, make] of told.kinds) make(site);
    expect(told.asked).toEqual([]);
    expect(site.requestsMade()).toBe(0);
  });
});

describe('an unknown game', () => {
  test.each([
    [refusal(404), false],
    [answer('Erreur : Rom/Iso/Dossier non trouvée !  ', 404), false],
    [answer('Erreur : Jeu non trouvée !'), false],
    [answer(dataXml(ssuser(), '<jeu id=""/>')), false],
    [refusal(431), true],
    [answer('Faite du tri dans vos fichiers roms et repassez demain !', 431), true],
  ])('is no error: case %#', async (reply, tooManyUnknown) => {
    told.answers = { 'jeuInfos.php': [reply], 'jeuRecherche.php': [reply] };
    const site = told.scraper();
    expect(await firstValueFrom(site.game(ROM))).toEqual({ game: null, tooManyUnknown });
    expect(await firstValueFrom(site.search({ systemId: '4', name: 'x' }))).toEqual([]);
    expect(told.asked).toEqual(['jeuInfos.php', 'jeuRecherche.php']);
  });

  test('counts, and when no more may be unknown today, the account decides', async () => {
    const full = account({ requestskotoday: 2000 });
    told.answers = { 'ssuserInfos.php': [account({ requestskotoday: 1999 }), full], 'jeuInfos.php': [refusal(404)] };
    const site = told.scraper();
    await firstValueFrom(site.account());
    expect(await firstValueFrom(site.game(ROM))).toMatchObject({ game: null });
    expect(await failure(site.game(ROM))).toBeInstanceOf(QuotaError);
    expect(await failure(site.game(ROM))).toHaveProperty('message', expect.stringContaining('unknown ROMs (2000)'));
    expect(told.asked).toEqual(['ssuserInfos.php', 'jeuInfos.php', 'ssuserInfos.php']);
    told.answers['mediaJeu.php'] = [answer(PNG)];
    expect(await firstValueFrom(site.medium(told.picture(), LIMITS))).toEqual(PNG);
  });

  test.each([
    [refusal(404), /there is no ScreenScraper at .*: check screenscraper\.base_url\.$/],
    [refusal(400), /there is no ScreenScraper at .*: check screenscraper\.base_url\.$/],
    [
      refusal(410),
      /an unusable answer \(410\).* Not even the account's details are available: run again when that is fixed\.$/,
    ],
    [answer('x', 200, { 'Content-Encoding': 'br' }), /which was not requested\. Not even the account/],
  ])('in place of the account ends the run without another request: case %#', async (reply, message) => {
    told.answers = { 'ssuserInfos.php': [reply] };
    const site = told.scraper();
    const error = await failure(site.account());
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toHaveProperty('message', expect.stringMatching(message));
    expect(await failure(site.game(ROM))).toBe(error);
    expect(told.asked).toEqual(['ssuserInfos.php']);
  });
});

describe('a medium', () => {
  test.each([
    answer('NOMEDIA  '),
    answer('NOMEDIA\n', 200, { 'Content-Type': 'image/png' }),
    answer('NOMEDIA ', 404),
    answer('NOMEDIA', 500),
    answer('gone', 404),
  ])('that the site does not have fails alone, at once: case %#', async (reply) => {
    told.answers = { 'mediaJeu.php': [reply] };
    const error = await failure(told.scraper().medium(told.picture(), LIMITS));
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toHaveProperty('message', 'The site does not have this medium.');
    expect(told.asked).toHaveLength(1);
  });

  test.each([
    [answer('<!DOCTYPE html><p>Maintenance', 200, { 'Content-Type': 'text/html' }), ATTEMPTS, TransientHttpError],
    [answer('some words', 200, { 'Content-Type': 'text/plain' }), ATTEMPTS, TransientHttpError],
    [refusal(500), ATTEMPTS, TransientHttpError],
    [answer('', 200), ATTEMPTS, TransientHttpError],
    [answer(PNG, 200, { 'Content-Length': '400', Connection: 'close' }), ATTEMPTS, TransientHttpError],
    [refusal(400), 1, MediaError],
    [refusal(410), 1, PermanentHttpError],
    [answer('<html><h1>403 Forbidden</h1></html>', 403), 1, PermanentHttpError],
    [answer(Buffer.alloc(2 * 1024 * 1024)), 1, PermanentHttpError],
  ])('that does not arrive fails alone: case %#', async (reply, tries, type) => {
    const cut: RequestListener = (request, response) => {
      reply(request, response);
      response.socket?.end();
    };
    told.answers = { 'mediaJeu.php': [cut] };
    const error = await failure(told.scraper().medium(told.picture(), LIMITS));
    expect(error).toBeInstanceOf(type);
    expect(told.asked).toHaveLength(tries);
  });

  test('whose request the site calls malformed is reported without the name of a ROM', async () => {
    told.answers = { 'mediaJeu.php': [refusal(400)] };
    const error = await failure(told.scraper().medium(told.picture(), LIMITS));
    expect(error).toHaveProperty('message', 'ScreenScraper rejects the request for this medium as malformed.');
  });

  test.each([
    'https://example.org/mediaJeu.php',
    'http://example.org/mediaJeu.php',
    'http://127.0.0.1:1/mediaJeu.php',
    'https://127.0.0.1/mediaJeu.php',
    'http://localhost/mediaJeu.php',
    'ftp://127.0.0.1/mediaJeu.php',
    'mediaJeu.php',
    '',
  ])('at %s is not requested', async (url) => {
    const get = vi.fn();
    const error = await failure(told.scraper({}, { http: { get } }).medium(mediumAt(url), LIMITS));
    expect(error).toBeInstanceOf(MediaError);
    expect(get).not.toHaveBeenCalled();
  });

  test('at a host of the same site is requested, but only over https', async () => {
    const get = vi.fn(() => Promise.reject(new MediaError('asked')));
    const site = told.scraper({ baseUrl: new URL('https://api.screenscraper.fr/api2/') }, { http: { get } });
    const at = (url: string) => failure(site.medium(mediumAt(url), LIMITS));
    expect(await at('https://neoclone.screenscraper.fr/api2/mediaJeu.php')).toHaveProperty('message', 'asked');
    expect(get).toHaveBeenCalledTimes(1);
    for (const url of [
      'http://neoclone.screenscraper.fr/',
      'https://screenscraper.fr.example.org/',
      `${told.origin}/`,
    ]) {
      expect(await at(url)).toBeInstanceOf(MediaError);
    }
    expect(get).toHaveBeenCalledTimes(1);
  });

  test('that redirects elsewhere is not followed', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end(PNG);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    told.answers = { 'mediaJeu.php': [refusal(302, { Location: `http://127.0.0.1:${port}/x.png` })] };
    expect(await failure(told.scraper().medium(told.picture(), LIMITS))).toBeInstanceOf(PermanentHttpError);
    expect(elsewhere).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  test('gets a timeout that depends on its size', async () => {
    const slow: RequestListener = (_, response) => {
      setTimeout(() => response.end(PNG), 200);
    };
    told.answers = { 'mediaJeu.php': [slow] };
    const site = told.scraper({ timeoutMs: 20, attempts: 1 });
    expect(await failure(site.medium(told.picture({ size: 16 }), LIMITS))).toBeInstanceOf(TransientHttpError);
    expect(await firstValueFrom(site.medium(told.picture({ size: 900_000 }), LIMITS))).toEqual(PNG);
  });

  test('gets enough time for an account limited to 128 kbit a second', async () => {
    const size = 16 * 1024 * 1024;
    const get = vi.fn<HttpClient['get']>().mockRejectedValue(new PermanentHttpError('asked', 410));
    const site = told.scraper({ timeoutMs: 1000 }, { http: { get } });
    await failure(site.medium(told.picture({ size }), { maxBytes: size }));
    expect(get.mock.lastCall?.[1].timeoutMs).toBeGreaterThan((size * 8) / 128);
  });
});
