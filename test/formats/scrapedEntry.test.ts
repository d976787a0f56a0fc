import { describe, expect, it } from 'vitest';
import { scrapedEntry } from '../../src/formats/scrapedEntry.js';
import { sampleGame, sampleRom } from './sampleGame.js';

const prefs = { preferredRegions: ['us', 'wor', 'eu', 'jp', 'ss'], preferredLanguage: 'en', autoSortname: false };

const game = sampleGame({
  id: '1234',
  names: [
    { region: 'ss', text: 'The Legend of Tom &amp; Jerry' },
    { region: 'eu', text: 'The Legend of Tom' },
    { region: 'jp', text: 'トム' },
  ],
  publisher: 'Smith &amp; Sons',
  developer: 'Développeur',
  players: '1-2',
  note: 18,
  synopses: [
    { language: 'fr', text: 'Un jeu.' },
    { language: 'en', text: 'A &quot;game&quot;.\nIndeed.' },
  ],
  dates: [
    { region: 'us', text: '1990-02-30' },
    { region: 'eu', text: '1991-03' },
    { region: 'jp', text: '1990-05-06' },
  ],
  genres: [
    {
      id: '1',
      main: true,
      names: [
        { language: 'fr', text: 'Stratégie' },
        { language: 'en', text: 'Strategy' },
      ],
    },
    {
      id: '2',
      main: true,
      names: [
        { language: 'fr', text: 'Course' },
        { language: 'en', text: 'Racing' },
      ],
    },
  ],
});

describe('scrapedEntry', () => {
  it('has everything that the site knows, in the user’s region and language', () => {
    expect(scrapedEntry(sampleRom(), game, prefs)).toEqual({
      path: './Alpha Quest (USA).zip',
      id: '1234',
      source: 'ScreenScraper.fr',
      name: 'The Legend of Tom',
      desc: 'A "game".\nIndeed.',
      rating: '0.9',
      releasedate: '19910301T000000',
      developer: 'Développeur',
      publisher: 'Smith & Sons',
      genre: 'Strategy, Racing',
      players: '1-2',
    });
  });

  it('keeps line breaks only in the description, because the site’s names sometimes have them', () => {
    const broken = {
      ...game,
      names: [{ region: 'us', text: 'The Legend\r\n  of Tom' }],
      developer: 'Two\nLines',
      publisher: 'Smith\n& Sons',
      genres: [{ id: '27', main: true, names: [{ language: 'en', text: 'Action\n/ Other' }] }],
      players: '1\n-2',
    };
    const entry = scrapedEntry(sampleRom(), broken, { ...prefs, autoSortname: true });
    expect(entry).toMatchObject({
      name: 'The Legend of Tom',
      sortname: 'Legend of Tom, The',
      desc: 'A "game".\nIndeed.',
    });
    expect(entry).toMatchObject({ developer: 'Two Lines', publisher: 'Smith & Sons', players: '1 -2' });
    expect(entry).toMatchObject({ genre: 'Action / Other' });
  });

  it('handles a name with 300,000 blanks like any other', () => {
    const developer = `Blank${' '.repeat(300_000)}Inc.`;
    expect(scrapedEntry(sampleRom(), { ...game, developer }, prefs)).toMatchObject({ developer });
  });

  it('follows the ROM’s region and another language', () => {
    const rom = sampleRom({ path: './Saga.m3u', romName: 'Saga (Japan) (Disc 1).cue' });
    expect(scrapedEntry(rom, game, { ...prefs, preferredLanguage: 'fr' })).toMatchObject({
      path: './Saga.m3u',
      name: 'トム',
      desc: 'Un jeu.',
      releasedate: '19900506T000000',
      genre: 'Stratégie, Course',
    });
  });

  it('has a sort name when wanted and different from the name', () => {
    const sorted = { ...prefs, autoSortname: true, preferredRegions: ['ss'] };
    expect(scrapedEntry(sampleRom(), game, sorted).sortname).toBe('Legend of Tom & Jerry, The');
    expect(
      scrapedEntry(sampleRom({ romName: 'x (Japan).zip' }), game, { ...sorted, preferredRegions: ['jp'] }),
    ).not.toHaveProperty('sortname');
  });

  it('has no key for what is unknown', () => {
    const empty = sampleGame({
      names: [{ region: 'us', text: ' ' }],
      developer: '',
      dates: [{ region: 'us', text: 'soon' }],
    });
    expect(scrapedEntry(sampleRom(), empty, { ...prefs, autoSortname: true })).toStrictEqual({
      path: './Alpha Quest (USA).zip',
      id: '42',
      source: 'ScreenScraper.fr',
    });
  });

  it.each([
    [18, '0.9'],
    [20, '1'],
    [0, '0'],
    [18.5, '0.925'],
    [17.9, '0.895'],
    [13.8, '0.69'],
    [0.000001, '0'],
  ])('converts a rating of %d to %s', (note, rating) => {
    expect(scrapedEntry(sampleRom(), sampleGame({ note }), prefs).rating).toBe(rating);
  });

  it.each([-1, 20.5, NaN])('omits an impossible rating of %d', (note) => {
    expect(scrapedEntry(sampleRom(), sampleGame({ note }), prefs)).not.toHaveProperty('rating');
  });
});
