import { describe, expect, it } from 'vitest';
import { chooseLocalText, chooseRegionalText } from '../../../src/formats/matching/chooseText.js';

describe('chooseRegionalText', () => {
  const names = [
    { region: null, text: 'nobody’s' },
    { region: 'jp', text: 'Rockman' },
    { region: 'us', text: 'Mega Man' },
    { region: 'us', text: 'Mega Man again' },
  ];

  it.each([
    { rom: [], preferred: ['us', 'jp'], text: 'Mega Man' },
    { rom: ['jp'], preferred: ['us', 'jp'], text: 'Rockman' },
    { rom: ['jp'], preferred: ['us'], text: 'Mega Man' },
    { rom: ['kr'], preferred: ['br'], text: 'nobody’s' },
  ])('for a ROM of $rom, preferring $preferred, is $text', ({ rom, preferred, text }) => {
    expect(chooseRegionalText(names, rom, preferred)).toBe(text);
  });

  it('is the first one that has a region when none matches', () => {
    const offered = [
      { region: 'br', text: 'first' },
      { region: null, text: 'nobody’s' },
    ];
    expect(chooseRegionalText(offered, ['kr'], ['us'])).toBe('first');
  });

  it('is null when there is none', () => {
    expect(chooseRegionalText([], ['us'], ['us'])).toBeNull();
  });
});

describe('chooseLocalText', () => {
  const texts = [
    { language: null, text: 'nobody’s' },
    { language: 'fr', text: 'texte' },
    { language: 'en', text: 'text' },
  ];

  it.each([
    { language: 'fr', text: 'texte' },
    { language: 'FR', text: 'texte' },
    { language: 'de', text: 'text' },
  ])('in $language is $text', ({ language, text }) => {
    expect(chooseLocalText(texts, language)).toBe(text);
  });

  it('is the first one if neither the language nor English is there', () => {
    expect(chooseLocalText(texts.slice(0, 2), 'de')).toBe('nobody’s');
    expect(chooseLocalText([], 'de')).toBeNull();
  });
});
