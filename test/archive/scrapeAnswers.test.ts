import Database from 'better-sqlite3';
import { describe, expect, it, test } from 'vitest';
import { answerKey, contentKey } from '../../src/archive/answerKeys.js';
import { ArchiveError } from '../../src/model/errors.js';
import type { Medium, ScrapedGame } from '../../src/model/scrapedGame.js';
import { query } from './archiveFolder.js';
import { DAY_MS, WEEK_MS, scrapeMemory } from './scrapeMemory.js';

const memory = scrapeMemory();

const COVER: Medium = {
  type: 'box-2D',
  parent: 'jeu',
  region: 'us',
  support: null,
  url: 'https://api.example.test/mediaJeu.php?systemeid=4&media=box-2D(us)',
  format: 'png',
  crc32: '0a1b2c3d',
  md5: null,
  sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  size: 1234,
};

const GAME: ScrapedGame = {
  id: '1234',
  systemId: '4',
  notGame: false,
  names: [{ region: null, text: 'Pokémon "Ünïque" & Co' }],
  publisher: 'Publisher',
  developer: null,
  players: '1-2',
  note: 17.5,
  synopses: [{ language: 'en', text: 'Line one\nline two' }],
  dates: [{ region: 'jp', text: '1990-05' }],
  genres: [{ id: '27', main: true, names: [{ language: 'fr', text: 'Stratégie' }] }],
  rom: {
    fileName: 'Game (USA).sfc',
    size: 1024,
    crc32: 'f007732d',
    md5: null,
    sha1: null,
    regions: ['us', 'eu'],
  },
  media: [COVER],
};

describe('an answer', () => {
  it('comes back as it was, whatever is in it', () => {
    const bare = { ...GAME, id: '2', rom: null, note: null, media: [], names: [], genres: [] };
    memory.state.answers.put('4', 'sha1:aa', [GAME, bare]);
    expect(memory.state.answers.get('4', 'sha1:aa')).toEqual([GAME, bare]);
    expect(memory.state.answers.get('4', 'sha1:bb')).toBeNull();
    expect(memory.state.answers.get('5', 'sha1:aa')).toBeNull();
  });

  it('can be that the site knows nothing', () => {
    memory.state.answers.put('4', 'sha1:aa', []);
    expect(memory.state.answers.get('4', 'sha1:aa')).toEqual([]);
    expect(memory.state.answers.isUnknown('4', 'sha1:aa')).toBe(true);
    expect(memory.state.answers.isUnknown('4', 'sha1:zz')).toBe(false);
    memory.state.answers.put('4', 'sha1:aa', [GAME]);
    expect(memory.state.answers.isUnknown('4', 'sha1:aa')).toBe(false);
  });

  it.each<[readonly ScrapedGame[]]>([[[]], [[GAME]]])('of %j is valid for 7 days', (answer) => {
    memory.state.answers.put('4', 'k', answer);
    memory.now += WEEK_MS;
    expect(memory.state.answers.get('4', 'k')).toEqual(answer);
    expect(memory.state.answers.isUnknown('4', 'k')).toBe(answer.length === 0);
    memory.now += 1;
    expect(memory.state.answers.get('4', 'k')).toBeNull();
    expect(memory.state.answers.isUnknown('4', 'k')).toBe(false);
  });

  it('does not count if it is older than the run that wants new ones', () => {
    memory.state.answers.put('4', 'k', []);
    expect(memory.state.answers.get('4', 'k', memory.now)).toEqual([]);
    expect(memory.state.answers.get('4', 'k', memory.now + 1)).toBeNull();
    // Asking for older ones does not make an expired answer valid.
    memory.now += WEEK_MS + 1;
    expect(memory.state.answers.get('4', 'k', 0)).toBeNull();
  });

  it('from the future, after the clock was set back, does not count for a run that wants new ones', () => {
    memory.state.answers.put('4', 'k', []);
    memory.now -= DAY_MS;
    expect(memory.state.answers.get('4', 'k')).toEqual([]);
    expect(memory.state.answers.get('4', 'k', memory.now)).toBeNull();
    memory.state.answers.put('4', 'k', []);
    expect(memory.state.answers.get('4', 'k', memory.now)).toEqual([]);
  });

  it('from the far future, when the clock was wrong, is invalid', () => {
    memory.now += 30 * DAY_MS;
    memory.state.answers.put('4', 'k', []);
    memory.now -= 30 * DAY_MS;
    expect(memory.state.answers.get('4', 'k')).toBeNull();
  });

  it('is replaced by the next one', () => {
    memory.state.answers.put('4', 'k', []);
    memory.now += WEEK_MS;
    memory.state.answers.put('4', 'k', [GAME]);
    memory.now += WEEK_MS;
    expect(memory.state.answers.get('4', 'k')).toEqual([GAME]);
  });

  it('is deleted when the database is opened after it has expired', async () => {
    memory.state.answers.put('4', 'old', []);
    memory.now += WEEK_MS;
    memory.state.answers.put('4', 'new', []);
    memory.now += 1;
    await memory.open();
    expect(query(memory.file, 'SELECT key FROM scrape_answers')).toEqual([{ key: 'new' }]);
  });

  it.each(['devid', 'devpassword', 'ssid', 'sspassword', 'SSPassword', 'dev%70assword'])(
    'is refused with %s in a URL',
    (name) => {
      const media = [COVER, { ...COVER, url: `https://api.example.test/mediaJeu.php?a=1&${name}=hunter2` }];
      expect(() => {
        memory.state.answers.put('4', 'k', [{ ...GAME, media }]);
      }).toThrow(/credential/);
      expect(memory.state.answers.get('4', 'k')).toBeNull();
    },
  );

  it('is reported in one sentence if it is damaged', () => {
    memory.state.answers.put('4', 'k', [GAME]);
    const db = new Database(memory.file);
    db.exec(`UPDATE scrape_answers SET games = '[{]'`);
    db.close();
    expect(() => memory.state.answers.get('4', 'k')).toThrow(ArchiveError);
  });
});

test('a key identifies a ROM by its hash, or else by what else is known', () => {
  const rom = { romName: 'Game (USA).sfc', size: 512, fileSize: 600, mtimeMs: 12.5 };
  const hashes = { size: 512, crc32: 'F007732D', md5: 'aa', sha1: 'bb' };
  expect(answerKey(rom, hashes)).toBe('sha1:bb');
  expect(answerKey(rom, null)).toBe('name:Game (USA).sfc:512');
  expect(contentKey(rom, hashes)).toBe('sha1:bb');
  expect(contentKey(rom, null)).toBe('file:600:12.5');
});

test('an empty ROM is identified by its name, as all of them have the same content', () => {
  const empty = { size: 0, crc32: '00000000', md5: 'd4', sha1: 'da' };
  const keys = ['Game (USA).sfc', 'Other (USA).sfc'].map((romName) => answerKey({ romName, size: 0 }, empty));
  expect(keys).toEqual(['name:Game (USA).sfc:0', 'name:Other (USA).sfc:0']);
});
