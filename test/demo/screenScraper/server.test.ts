import { afterEach, describe, expect, test } from 'vitest';
import { DEMO_CREDENTIALS } from '../../../src/demo/screenScraper/account.js';
import { demoGames } from '../../../src/demo/screenScraper/demoGames.js';
import { demoMedium } from '../../../src/demo/screenScraper/demoMedia.js';
import { childText, childrenOf } from '../../../src/formats/xml.js';
import { ask, at, callUrl, dataOf, openSites, the } from './sites.js';

const { start, closeAll } = openSites();
afterEach(closeAll);

const games = demoGames();
const lantern = the(games.find(({ id }) => id === '9001'));
const lanternRom = the(lantern.roms[0]);

/** The query for a well-known ROM, or a variation of it. */
const lanternQuery = (changes: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  systemeid: '4',
  romtype: 'rom',
  romnom: lanternRom.name,
  romtaille: String(lanternRom.size),
  crc: lanternRom.crc32.toUpperCase(),
  md5: lanternRom.md5,
  sha1: lanternRom.sha1,
  ...changes,
});

const UNKNOWN_ROM = { systemeid: '4', romtype: 'rom', romnom: 'Nobody (Knows).sfc', romtaille: '3', crc: 'F007732D' };

describe('the account', () => {
  test('is described with all its limits, and costs nothing', async () => {
    const site = await start({ account: { requeststoday: 7, requestskotoday: 3, maxthreads: 2, niveau: 5 } });
    const user = at(await dataOf(await ask(site, 'ssuserInfos')), 'ssuser');
    expect(Object.fromEntries(user.children.map(({ name, text }) => [name, text]))).toMatchObject({
      id: DEMO_CREDENTIALS.userId,
      niveau: '5',
      contribution: '0',
      maxthreads: '2',
      maxdownloadspeed: '128',
      requeststoday: '7',
      requestskotoday: '3',
      maxrequestspermin: '3072',
      maxrequestsperday: '20000',
      maxrequestskoperday: '2000',
    });
    expect(site.account).toMatchObject({ requeststoday: 7, requestskotoday: 3 });
  });

  test('has level 0 when the user is unknown or missing, and the site still answers', async () => {
    const site = await start({ games });
    for (const wrong of [{ sspassword: 'wrong' }, { ssid: '' }]) {
      const user = at(await dataOf(await ask(site, 'ssuserInfos', wrong)), 'ssuser');
      expect([childText(user, 'id'), childText(user, 'niveau'), childText(user, 'maxthreads')]).toEqual([
        null,
        '0',
        '1',
      ]);
      await dataOf(await ask(site, 'jeuInfos', { ...lanternQuery(), ...wrong }));
    }
  });

  test.each([
    ['text', 200],
    ['status', 403],
  ] as const)('may be refused as a %s', async (loginRefusal, status) => {
    const site = await start({ account: { loginRefusal } });
    const answer = await ask(site, 'ssuserInfos', { sspassword: 'wrong' });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(/^Erreur de login : Vérifier les identifiants utilisateurs !/);
  });

  test.each([
    ['ssuserInfos', 403],
    ['jeuInfos', 403],
    ['jeuRecherche', 200],
    ['mediaJeu', 200],
  ])('%s refuses wrong developer credentials with %i and a line of text', async (call, status) => {
    const site = await start({ games });
    for (const wrong of [{ devpassword: 'wrong' }, { devid: 'nobody' }]) {
      const answer = await ask(site, call, { ...lanternQuery(), recherche: 'lantern', ...wrong });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8');
      // `text()` strips the byte order mark.
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(bytes.toString()).toBe('\uFEFFErreur de login : Vérifier vos identifiants développeur !  ');
    }
    expect(site.account.requeststoday).toBe(0);
  });
});

describe('a game', () => {
  test.each([
    ['the CRC alone', { md5: '', sha1: '', romnom: 'other.sfc' }],
    ['the MD5 alone', { crc: '', sha1: '', romnom: 'other.sfc' }],
    ['the SHA-1 alone', { crc: '', md5: '', romnom: 'other.sfc' }],
    ['its name alone', { crc: '', md5: '', sha1: '', romtaille: '' }],
    ['its name, although the bytes are others', { crc: 'F007732D', md5: '', sha1: '' }],
  ])('is found by %s', async (_, changes) => {
    const site = await start({ games });
    const game = at(await dataOf(await ask(site, 'jeuInfos', lanternQuery(changes))), 'jeu');
    expect(game.attributes).toEqual({ id: '9001', romid: '90011', notgame: 'false' });
    expect(childText(at(game, 'rom'), 'romfilename')).toBe('Lantern Harbor (USA).sfc');
  });

  test('is described in full', async () => {
    const site = await start({ games });
    const game = at(await dataOf(await ask(site, 'jeuInfos', lanternQuery())), 'jeu');
    const texts = (path: readonly string[], attribute: string): unknown =>
      at(game, ...path).children.map(({ name, attributes, text }) => [name, attributes[attribute], text]);
    expect(texts(['noms'], 'region')).toEqual([
      ['nom', 'ss', 'Lantern Harbor'],
      ['nom', 'jp', '灯籠の港'],
      ['nom', 'us', 'The Lantern Harbor'],
      ['nom', 'eu', 'Lantern Harbour'],
    ]);
    expect(texts(['dates'], 'region')).toEqual([
      ['date', 'jp', '1992-11-21'],
      ['date', 'us', '1993-05-06'],
      ['date', 'eu', '1993-10'],
    ]);
    expect(texts(['synopsis'], 'langue')).toEqual(
      lantern.synopses.map(({ language, text }) => ['synopsis', language, text]),
    );
    expect(at(game, 'genres').children.map(({ attributes, text }) => [attributes, text])).toEqual(
      lantern.genres.flatMap(({ id, main, names }) =>
        names.map(({ language, text }) => [
          { id, nomcourt: id.padStart(4, '0'), principale: main ? '1' : '0', parentid: '0', langue: language },
          text,
        ]),
      ),
    );
    expect(['editeur', 'developpeur', 'joueurs', 'note'].map((name) => childText(game, name))).toEqual([
      'Tidewater Games',
      'Studio Kelp',
      '1-2',
      '18.5',
    ]);
    expect(at(game, 'systeme').attributes).toEqual({ id: '4' });
    const rom = at(game, 'rom');
    expect(
      ['romfilename', 'romsize', 'romcrc', 'rommd5', 'romsha1', 'romregions'].map((name) => childText(rom, name)),
    ).toEqual([
      'Lantern Harbor (USA).sfc',
      '16384',
      lanternRom.crc32.toUpperCase(),
      lanternRom.md5.toUpperCase(),
      lanternRom.sha1.toUpperCase(),
      'us',
    ]);
    expect(at(game, 'roms').children.map(({ attributes }) => attributes.romfilename)).toEqual([
      'Lantern Harbor (USA).sfc',
      'Touro no Minato (Japan).sfc',
    ]);
  });

  test('is also found by its id, without any mention of a ROM', async () => {
    const site = await start({ games });
    const game = at(await dataOf(await ask(site, 'jeuInfos', { gameid: '9002' })), 'jeu');
    expect(childrenOf(game, 'rom')).toEqual([]);
    expect(at(game, 'noms').children.map(({ text }) => text)).toContain("Pépin & Cie : L'Été");
    const missing = await ask(site, 'jeuInfos', { gameid: '1' });
    expect([missing.status, await missing.text()]).toEqual([404, 'Erreur : Jeu non trouvée !  ']);
  });

  test('is unknown in another system', async () => {
    const site = await start({ games });
    const answer = await ask(site, 'jeuInfos', lanternQuery({ systemeid: '3' }));
    expect([answer.status, await answer.text()]).toEqual([404, 'Erreur : Rom/Iso/Dossier non trouvée !  ']);
  });

  test('may be marked as no game', async () => {
    const site = await start({ games });
    const rom = { systemeid: '4', romtype: 'rom', romnom: 'Controller Test (USA).sfc' };
    const game = at(await dataOf(await ask(site, 'jeuInfos', rom)), 'jeu');
    expect(game.attributes.notgame).toBe('true');
    expect(at(game, 'noms').children[0]?.text).toBe('ZZZ(notgame):Controller Test');
  });

  test.each([
    ['no name of the ROM', { romnom: '' }],
    ['no system', { systemeid: '' }],
    ['no type', { romtype: '' }],
    ['a path in the name', { romnom: 'roms/snes/Game.sfc' }],
    ['a hash that is none', { crc: 'xyz' }],
    ['a hash that is too short', { sha1: 'abc' }],
    ['hashes without a size', { romtaille: '' }],
    ['no software name', { softname: '' }],
    ['JSON asked for', { output: 'json' }],
  ])('%s causes a 400', async (_, changes) => {
    const site = await start({ games });
    expect((await ask(site, 'jeuInfos', lanternQuery(changes))).status).toBe(400);
  });

  test('can change while the site is running', async () => {
    const site = await start({ games: [lantern] });
    site.replace({ ...lantern, note: 1, roms: [{ ...lanternRom, name: 'Renamed.sfc' }] });
    const query = lanternQuery({ romnom: 'renamed.SFC', crc: '', md5: '', sha1: '' });
    expect(childText(at(await dataOf(await ask(site, 'jeuInfos', query)), 'jeu'), 'note')).toBe('1');
    site.add({ ...lantern, id: '1', systemId: '3' });
    expect(site.games.map(({ id }) => id)).toEqual(['9001', '1']);
    site.remove('9001');
    expect((await ask(site, 'jeuInfos', query)).status).toBe(404);
    expect(() => {
      site.setMedium('9001', demoMedium('x', { type: 'ss', region: 'wor' }));
    }).toThrow(/no game 9001/);
  });
});

describe('the search', () => {
  const idsOf = async (answer: Response): Promise<unknown> =>
    at(await dataOf(answer), 'jeux').children.map(({ attributes }) => attributes.id);

  test('returns the likeliest games first, without their ROMs', async () => {
    const site = await start({ games });
    const jeux = at(
      await dataOf(await ask(site, 'jeuRecherche', { systemeid: '3', recherche: 'Copper Canyon' })),
      'jeux',
    );
    expect(jeux.children.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['jeu', { id: '9103' }],
      ['jeu', { id: '9104' }],
    ]);
    expect(childrenOf(at(jeux, 'jeu'), 'rom')).toEqual([]);
    expect(at(jeux, 'jeu', 'medias').children.length).toBeGreaterThan(1);
  });

  test('handles accents, systems and empty results', async () => {
    const site = await start({ games });
    expect(await idsOf(await ask(site, 'jeuRecherche', { recherche: 'pepin' }))).toEqual(['9002']);
    expect(await idsOf(await ask(site, 'jeuRecherche', { systemeid: '57', recherche: 'pepin' }))).toEqual([]);
    expect(site.account).toMatchObject({ requeststoday: 2, requestskotoday: 0 });
    expect((await ask(site, 'jeuRecherche', { recherche: ' ' })).status).toBe(400);
  });

  test('returns no more than 30', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...lantern, id: String(index) }));
    const site = await start({ games: many });
    expect(await idsOf(await ask(site, 'jeuRecherche', { recherche: 'lantern' }))).toHaveLength(30);
  });
});

describe('the quota', () => {
  test('is counted in every answer, and media count, too', async () => {
    const site = await start({ games });
    const count = async (answer: Response): Promise<unknown> => {
      const user = at(await dataOf(answer), 'ssuser');
      return [childText(user, 'requeststoday'), childText(user, 'requestskotoday')];
    };
    expect(await count(await ask(site, 'jeuInfos', lanternQuery()))).toEqual(['1', '0']);
    expect((await ask(site, 'jeuInfos', UNKNOWN_ROM)).status).toBe(404);
    await ask(site, 'mediaJeu', { systemeid: '4', jeuid: '9001', media: 'ss(wor)' });
    expect(await count(await ask(site, 'ssuserInfos'))).toEqual(['3', '1']);
  });

  test('ends in a 430 for everything but the account, until the next day', async () => {
    const site = await start({ games, account: { maxrequestsperday: 1 } });
    await dataOf(await ask(site, 'jeuInfos', lanternQuery()));
    for (const call of ['jeuInfos', 'jeuRecherche', 'mediaJeu']) {
      const answer = await ask(site, call, { ...lanternQuery(), recherche: 'x' });
      expect([answer.status, await answer.text()]).toEqual([
        430,
        "Votre quota de scrape est dépassé pour aujourd'hui !  ",
      ]);
    }
    const user = at(await dataOf(await ask(site, 'ssuserInfos')), 'ssuser');
    expect([childText(user, 'requeststoday'), childText(user, 'maxrequestsperday')]).toEqual(['1', '1']);
    site.changeAccount({ requeststoday: 0 });
    await dataOf(await ask(site, 'jeuInfos', lanternQuery()));
  });

  test('of unknown ROMs ends in a 431 for unknown ROMs only', async () => {
    const site = await start({ games, account: { maxrequestskoperday: 1 } });
    expect((await ask(site, 'jeuInfos', UNKNOWN_ROM)).status).toBe(404);
    const answer = await ask(site, 'jeuInfos', UNKNOWN_ROM);
    expect([answer.status, await answer.text()]).toEqual([
      431,
      'Faite du tri dans vos fichiers roms et repassez demain !  ',
    ]);
    await dataOf(await ask(site, 'jeuInfos', lanternQuery()));
    expect(site.account).toMatchObject({ requeststoday: 3, requestskotoday: 1 });
  });
});

describe('credentials', () => {
  test('are in the header and in the address of every medium, and the addresses work', async () => {
    const site = await start({ games });
    const url = callUrl(site, 'jeuInfos', lanternQuery());
    const data = await dataOf(await fetch(url));
    expect(childText(at(data, 'header'), 'APIversion')).toBe('2');
    expect(childText(at(data, 'header'), 'commandRequested')).toBe(url);
    const media = at(data, 'jeu', 'medias').children;
    expect(media.length).toBeGreaterThan(20);
    for (const { text } of media) {
      const { searchParams } = new URL(text);
      expect(searchParams.get('devpassword')).toBe(DEMO_CREDENTIALS.devpassword);
      expect(searchParams.get('sspassword')).toBe(DEMO_CREDENTIALS.userPassword);
      expect(searchParams.get('ssid')).toBe(DEMO_CREDENTIALS.userId);
      expect((await fetch(text)).status).toBe(200);
    }
    expect(site.violations).toEqual([]);
  });

  test('are in the request log as they arrived', async () => {
    const site = await start({ games });
    const url = callUrl(site, 'jeuInfos', lanternQuery());
    await fetch(url);
    await ask(site, 'ssuserInfos');
    expect(site.requests.map((request) => `${site.origin}${request.url}`)[0]).toBe(url);
    expect(site.calls().map(({ call }) => call)).toEqual(['jeuInfos', 'ssuserInfos']);
    const [asked] = site.calls('jeuInfos');
    expect(asked?.query.get('sspassword')).toBe(DEMO_CREDENTIALS.userPassword);
  });
});

test.each(['/', '/api2/systemesListe.php', '/jeuInfos.php', '/api2/'])('%s does not exist', async (path) => {
  const site = await start();
  expect((await fetch(`${site.origin}${path}`)).status).toBe(404);
});

test('only GET is allowed', async () => {
  const site = await start();
  expect((await fetch(callUrl(site, 'ssuserInfos'), { method: 'POST' })).status).toBe(400);
});
