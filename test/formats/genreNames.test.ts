import { describe, expect, it } from 'vitest';
import { genreNames } from '../../src/formats/genreNames.js';
import type { ScrapedGenre } from '../../src/model/scrapedGame.js';

const genre = (id: string, main: boolean, names: Readonly<Record<string, string>>): ScrapedGenre => ({
  id,
  main,
  names: Object.entries(names).map(([language, text]) => ({ language, text })),
});

describe('genreNames', () => {
  it.each([
    {
      what: 'the principal ones, in the language',
      genres: [
        genre('27', true, { en: 'Strategy', fr: 'Strategie' }),
        genre('40', true, { fr: 'Simulation (fr)', en: 'Simulation' }),
      ],
      names: ['Strategy', 'Simulation'],
    },
    {
      what: 'each in the first language there is',
      genres: [genre('27', true, { fr: 'Strategie' }), genre('40', true, { de: 'Simulation' })],
      names: ['Strategie', 'Simulation'],
    },
    {
      what: 'the principal one alone',
      genres: [
        genre('27', true, { en: 'Action' }),
        genre('40', false, { en: 'Platform' }),
        genre('50', false, { en: 'Other' }),
      ],
      names: ['Action'],
    },
    {
      what: 'all when none is principal, each once',
      genres: [
        genre('1', false, { en: 'Action' }),
        genre('2', false, { en: 'R&amp;D' }),
        genre('3', false, { en: 'Action' }),
        genre('4', false, { en: ' ' }),
        genre('5', false, {}),
      ],
      names: ['Action', 'R&D'],
    },
    { what: 'none of none', genres: [], names: [] },
  ])('are $what', ({ genres, names }) => {
    expect(genreNames(genres, 'en')).toEqual(names);
  });

  it('keep their accents', () => {
    expect(genreNames([genre('27', true, { en: 'Strategy', fr: 'Stratégie' })], 'fr')).toEqual(['Stratégie']);
  });
});
