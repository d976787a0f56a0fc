import { describe, expect, it } from 'vitest';
import { normalizeName } from '../../../src/formats/matching/normalizeName.js';
import { similarity } from '../../../src/formats/matching/similarity.js';
import { STRICTNESSES, nameSimilarity, verifyName } from '../../../src/formats/matching/verifyName.js';

const DIDDY = "Donkey Kong Country 2 - Diddy's Kong Quest (USA).sfc";

describe('verifyName', () => {
  it.each([
    ['Super Mario Bros. 3 (USA).zip', 'Super Mario Bros. 3', 'strict', true, 1],
    ['Offbeat Title (USA).zip', 'Completely Different', 'strict', false, 10 / 33],
    ['Legend of Zelda, The (USA).nes', 'The Legend of Zelda', 'normal', true, 1],
    ['SMB3 (USA).nes', 'Super Mario Bros. 3', 'normal', false, 4 / 11],
    ['Rockman (Japan).nes', 'Mega Man', 'normal', false, 0.4],
    ['Rockman (Japan).nes', 'Mega Man', 'lenient', true, 0.4],
    [DIDDY, "Donkey Kong Country 2: Diddy's Kong Quest", 'strict', true, 1],
    ['Rockman (Japan).nes', 'Completely Different', 'disabled', true, 0.148148],
    ['[BIOS].bin', 'Completely Different', 'disabled', true, 0],
    ['[BIOS].bin', 'Completely Different', 'lenient', false, 0],
    ['Zelda (USA).nes', 'The Legend of Zelda', 'strict', true, 0.5],
    ['Mega Man X (USA).sfc', 'Mega Blast', 'strict', true, 0.6],
    ['Mega Man Soccer (USA).sfc', 'Mega Blast of Doom', 'strict', false, 4 / 11],
    ['Go Go (USA).sfc', 'Go to it', 'strict', false, 8 / 13],
  ] as const)('%s is %s, %s: %s, %d', (romName, title, strictness, match, ratio) => {
    const verdict = verifyName(romName, [title], strictness);
    expect(verdict.match).toBe(match);
    expect(verdict.similarity).toBeCloseTo(ratio, 6);
  });

  it('would return 0.952381 if the extension were left in the name', () => {
    const title = normalizeName("Donkey Kong Country 2: Diddy's Kong Quest");
    expect(similarity(normalizeName(DIDDY), title)).toBeCloseTo(0.952381, 6);
  });

  it('takes the best of several names', () => {
    const names = ['Completely Different', 'Rockman', ''];
    expect(verifyName('Rockman (Japan).nes', names, 'strict')).toEqual({ match: true, similarity: 1 });
  });

  it.each(STRICTNESSES)('matches no game without names, unless names do not matter: %s', (strictness) => {
    const match = strictness === 'disabled';
    expect(verifyName('Rockman (Japan).nes', [], strictness)).toEqual({ match, similarity: 0 });
  });
});

describe('nameSimilarity', () => {
  it('compares the file with the title, in that order', () => {
    expect(nameSimilarity('Tide.zip', ['Diet'])).toBe(0.25);
    expect(nameSimilarity('Diet.zip', ['Tide'])).toBe(0.5);
  });

  it('compares with more names than a call can have arguments', () => {
    expect(nameSimilarity('Tide.zip', [...Array.from({ length: 125_000 }, () => 'X'), 'Diet'])).toBe(0.25);
  });
});
