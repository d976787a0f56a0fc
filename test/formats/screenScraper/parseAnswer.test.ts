import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseAccountAnswer,
  parseGameAnswer,
  parseSearchAnswer,
} from '../../../src/formats/screenScraper/parseAnswer.js';
import { CredentialsError, TransientHttpError, UnmatchedError } from '../../../src/model/errors.js';
import { JEU, dataXml, ssuser } from './answers.js';

const HEADER = `<header><APIversion>2</APIversion><commandRequested>https://api.screenscraper.fr/api2/jeuInfos.php?devpassword=dp&amp;sspassword=sp</commandRequested><success>true</success><error></error></header>`;

describe('a game', () => {
  test('has everything that the answer says, but no credentials', () => {
    const { game } = parseGameAnswer(dataXml(HEADER, ssuser(), JEU));
    expect(game).toEqual({
      id: '1987',
      systemId: '4',
      notGame: false,
      names: [
        { region: 'ss', text: 'Pokémon & Co' },
        { region: 'us', text: 'Pokemon and Co' },
      ],
      publisher: 'Nintendo',
      developer: 'HAL <Laboratory>',
      players: '1-2',
      note: 18,
      synopses: [
        { language: 'en', text: 'First line\nsecond' },
        { language: 'fr', text: 'Où ça ?' },
      ],
      dates: [
        { region: 'jp', text: '1990-11-21' },
        { region: 'us', text: '1991' },
      ],
      genres: [
        {
          id: '27',
          main: true,
          names: [
            { language: 'en', text: 'Strategy' },
            { language: 'fr', text: 'Stratégie' },
          ],
        },
        { id: '40', main: false, names: [{ language: 'en', text: 'Simulation' }] },
        { id: '50', main: false, names: [{ language: 'en', text: 'Other' }] },
      ],
      rom: {
        fileName: 'Pokemon and Co (USA).sfc',
        size: 524_288,
        crc32: 'b19ed489',
        md5: 'cdd3c8c37322978ca8669b34bc89c804',
        sha1: null,
        regions: ['us', 'eu'],
      },
      media: [
        {
          type: 'box-2D',
          parent: 'jeu',
          region: 'us',
          support: null,
          url: 'https://neoclone.screenscraper.fr/api2/mediaJeu.php?systemeid=4&jeuid=1987&media=box-2D(us)',
          format: 'png',
          crc32: '0a1b2c3d',
          md5: 'd41d8cd98f00b204e9800998ecf8427e',
          sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
          size: 1234,
        },
        {
          type: 'video',
          parent: 'jeu',
          region: null,
          support: null,
          url: 'https://neoclone.screenscraper.fr/api2/mediaVideoJeu.php?media=video',
          format: 'mp4',
          crc32: null,
          md5: null,
          sha1: null,
          size: null,
        },
      ],
    });
  });

  test('of which nothing is known has nothing but its id', () => {
    expect(parseGameAnswer(dataXml(ssuser(), '<jeu id="7"/>')).game).toEqual({
      id: '7',
      systemId: null,
      notGame: false,
      names: [],
      publisher: null,
      developer: null,
      players: null,
      note: null,
      synopses: [],
      dates: [],
      genres: [],
      rom: null,
      media: [],
    });
  });

  test('has all names of a genre, however many', () => {
    const names = '<genre id="27" langue="en">Strategy</genre>'.repeat(40_000);
    const { game } = parseGameAnswer(dataXml(`<jeu id="7"><genres>${names}</genres></jeu>`));
    expect(game?.genres.map(({ id, names: all }) => [id, all.length])).toEqual([['27', 40_000]]);
  });

  test.each([
    ['<jeu/>', 'empty'],
    ['<jeu id=""></jeu>', 'without an id'],
    ['', 'not there'],
  ])('that is %s is null (%s)', (jeu) => {
    expect(parseGameAnswer(dataXml(ssuser(), jeu)).game).toBeNull();
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ])('with notgame="%s"', (value, notGame) => {
    expect(parseGameAnswer(dataXml(`<jeu id="7" notgame="${value}"/>`)).game).toMatchObject({ notGame });
  });

  test.each([
    ['0', 0],
    ['20', 20],
    ['17.9', 17.9],
    ['18,5', 18.5],
    ['21', null],
    ['-1', null],
    ['good', null],
    ['', null],
  ])('with a rating of "%s"', (text, note) => {
    expect(parseGameAnswer(dataXml(`<jeu id="7"><note>${text}</note></jeu>`)).game).toMatchObject({ note });
  });

  test('has no credentials in the address of a medium that was escaped twice', () => {
    const address =
      'https://a.screenscraper.fr/x?ssid=me&amp;amp;sspassword=s%20p&amp;amp;devpassword=dp&amp;amp;jeuid=7';
    const jeu = `<jeu id="7"><medias><media type="ss" format="png">${address}</media></medias></jeu>`;
    expect(parseGameAnswer(dataXml(jeu)).game?.media).toMatchObject([{ url: 'https://a.screenscraper.fr/x?jeuid=7' }]);
  });

  test.each([
    ['size="0"', null, null],
    ['size="000" crc="00000000" md5="D41D8CD98F00B204E9800998ECF8427E"', null, null],
    ['size="-1" sha1="DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"', null, null],
    ['size="0" sha1="0A39A3EE5E6B4B0D3255BFEF95601890AFD80709"', null, '0a39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['size="7" sha1="0A39A3EE5E6B4B0D3255BFEF95601890AFD80709"', 7, '0a39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ])('has a medium of which no more is known than the site has measured: %s', (attributes, size, sha1) => {
    const jeu = `<jeu id="7"><medias><media type="ss" format="png" ${attributes}>https://a.b/x</media></medias></jeu>`;
    const nothing = { crc32: null, md5: null };
    expect(parseGameAnswer(dataXml(jeu)).game?.media).toMatchObject([{ ...nothing, size, sha1 }]);
  });

  test('is read despite characters that XML forbids', () => {
    const xml = dataXml(ssuser(), `<jeu id="7"><editeur>Nin\u0002ten\u0000do\u001f</editeur></jeu>`);
    expect(parseGameAnswer(`\uFEFF${xml}`).game?.publisher).toBe('Nintendo');
  });

  test('is read despite references to them, but to no others', () => {
    const forbidden = Array.from({ length: 32 }, (_, code) => code).filter((code) => ![9, 10, 13].includes(code));
    const references = forbidden.map(
      (code) => `&#${code};&#x${code.toString(16)};&#x0${code.toString(16).toUpperCase()};`,
    );
    const xml = dataXml(ssuser(), `<jeu id="7"><editeur>a${references.join('')}&#9;&#x41;&#066;&#310;</editeur></jeu>`);
    expect(parseGameAnswer(xml).game).toMatchObject({ publisher: 'a\tAB\u0136' });
  });

  test('is read when it is not quite XML, as ES-DE reads it', () => {
    const xml = dataXml('<!-- 1 -- 2 -->', ssuser(), `<jeu id="7"><editeur>Tom & Jerry &eacute; &lt;</editeur></jeu>`);
    expect(parseGameAnswer(xml).game?.publisher).toBe('Tom & Jerry &eacute; <');
  });

  test('is read with any depth of nesting, while an answer of nothing but blanks is refused', () => {
    const deep = `${'<a>'.repeat(10_000)}&${'</a>'.repeat(10_000)}`;
    expect(parseGameAnswer(dataXml(deep, ssuser(), JEU)).game?.id).toBe('1987');
    expect(() => parseGameAnswer(' '.repeat(16_000_000))).toThrow(TransientHttpError);
  });

  test('has no more than 50 names, and a search no more than 50 games', () => {
    const names = `<noms>${'<nom region="us">x</nom>'.repeat(60)}</noms>`;
    expect(parseGameAnswer(dataXml(ssuser(), `<jeu id="7">${names}</jeu>`)).game?.names).toHaveLength(50);
    const games = `<jeux>${'<jeu id="7"/>'.repeat(60)}</jeux>`;
    expect(parseSearchAnswer(dataXml(ssuser(), games)).games).toHaveLength(50);
  });

  test.each([
    ['blank lines', '\r\n\n '],
    ['a warning of PHP', '<br />\n<b>Warning</b>:  Undefined index in <b>/a/b.php</b> on line <b>3</b><br />\n'],
  ])('is read despite %s before and after the XML', (_, printed) => {
    const xml = `${printed}${dataXml(ssuser(), JEU)}${printed}`;
    expect(parseGameAnswer(xml).game?.id).toBe('1987');
  });
});

describe('a search', () => {
  test('returns its games in order', () => {
    const { account, games } = parseSearchAnswer(dataXml(ssuser(), `<jeux><jeu id="2"/>${JEU}<jeu id="1"/></jeux>`));
    expect(games.map(({ id }) => id)).toEqual(['2', '1987', '1']);
    expect(account.maxThreads).toBe(2);
  });

  test.each(['<jeux><jeu></jeu></jeux>', '<jeux><jeu id=""/></jeux>', '<jeux/>', ''])('has no results: %s', (jeux) => {
    expect(parseSearchAnswer(dataXml(ssuser(), jeux)).games).toEqual([]);
  });
});

describe('the account', () => {
  const nothing = {
    id: null,
    level: null,
    maxThreads: null,
    maxPerMinute: null,
    requestsToday: null,
    maxPerDay: null,
    unknownToday: null,
    maxUnknownPerDay: null,
  };
  const whole = {
    id: 'mario',
    level: 1,
    maxThreads: 2,
    maxPerMinute: 60,
    requestsToday: 17,
    maxPerDay: 20_000,
    unknownToday: 3,
    maxUnknownPerDay: 2000,
  };

  test('is in every answer', () => {
    const answer = dataXml(HEADER, ssuser(), '<jeux/>');
    expect(parseAccountAnswer(answer)).toEqual(whole);
    expect(parseGameAnswer(answer).account).toEqual(whole);
    expect(parseSearchAnswer(answer).account).toEqual(whole);
  });

  test('is null where it is missing or makes no sense', () => {
    expect(parseAccountAnswer(dataXml())).toEqual(nothing);
    const odd = { id: '', niveau: '', maxthreads: 'two', requeststoday: '-1', maxrequestsperday: '1e3' };
    const rest = { maxrequestspermin: '1.5', requestskotoday: '∞', maxrequestskoperday: ' ' };
    expect(parseAccountAnswer(dataXml(ssuser({ ...odd, ...rest })))).toEqual(nothing);
  });

  test('has an unknown limit when it allows no request a minute', () => {
    const account = parseAccountAnswer(dataXml(ssuser({ maxthreads: 0, maxrequestspermin: 0, maxrequestsperday: 0 })));
    expect(account).toMatchObject({ maxThreads: 0, maxPerMinute: null, maxPerDay: 0 });
  });

  test.each([parseAccountAnswer, parseGameAnswer, parseSearchAnswer])('of level 0 is a failed login', (parse) => {
    expect(() => parse(dataXml(ssuser({ niveau: 0 }), JEU))).toThrow(CredentialsError);
  });

  test('of any other level is fine', () => {
    expect(parseAccountAnswer(dataXml(ssuser({ niveau: 499 }))).level).toBe(499);
  });
});

describe('an answer that is not valid XML', () => {
  test.each([
    ['Erreur de login : Vérifier vos identifiants développeur !  ', CredentialsError],
    ['\uFEFFErreur de login : Vérifier les identifiants utilisateurs !', CredentialsError],
    ['Erreur : Rom/Iso/Dossier non trouvée !', UnmatchedError],
    ['', TransientHttpError],
    ['<!DOCTYPE html>\n<p>Maintenance<br>', TransientHttpError],
    ['<html><p>Maintenance</p></html>', TransientHttpError],
    ['{"header":{}}', TransientHttpError],
    [dataXml(ssuser(), JEU).slice(0, 900), TransientHttpError],
    ['<!DOCTYPE x [<!ENTITY a "b">]><Data>&a;</Data>', TransientHttpError],
    [dataXml('<header><success>false</success><error>Erreur de login</error></header>'), CredentialsError],
    [dataXml('<header><success>false</success><error></error></header>', ssuser()), TransientHttpError],
    [dataXml('<header><success> False </success></header>', ssuser()), TransientHttpError],
  ])('%j', (text, type) => {
    for (const parse of [parseAccountAnswer, parseGameAnswer, parseSearchAnswer])
      expect(() => parse(text)).toThrow(type);
  });

  test('is not judged by text inside a game, however it is cut', () => {
    const game = `<jeu id="1"><synopsis><synopsis langue="fr">Erreur de login, quota et blacklist</synopsis></synopsis></jeu>`;
    const xml = dataXml(ssuser(), game);
    fc.assert(
      fc.property(fc.integer({ min: 6, max: xml.lastIndexOf('</Data>') }), (end) => {
        expect(() => parseGameAnswer(xml.slice(0, end))).toThrow(TransientHttpError);
      }),
    );
  });

  test('fails only with an error of our own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.boolean(), (text, wrap) => {
        try {
          parseGameAnswer(wrap ? dataXml(ssuser(), text) : text);
        } catch (error) {
          expect(String(error)).toMatch(/^\w+Error: (?:ScreenScraper|The day's quota)/);
        }
      }),
    );
  });
});
