import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareName } from '../../../src/formats/matching/bareName.js';
import { normalizeName } from '../../../src/formats/matching/normalizeName.js';

describe('normalizeName', () => {
  it.each([
    ['The Game (USA) [!].zip', 'game'],
    ['Legend of Zelda, The (USA).nes', 'legend of zelda'],
    ['Pokémon Rouge (France).gb', 'pokemon rouge'],
    ['Game.tar.7z', 'game tar'],
    ["Donkey Kong Country 2 - Diddy's Kong Quest (USA).sfc", 'donkey kong country 2 diddy s kong quest'],
    ['The.zip', 'the'],
    ['Then & Now_2.zip', 'then now 2'],
    ['Theatre of the Absurd (J).nes', 'theatre of the absurd'],
    ['[BIOS] (USA).bin', ''],
  ])('turns the file %s into “%s”', (fileName, name) => {
    expect(normalizeName(fileName, { isFile: true })).toBe(name);
  });

  it.each([
    ['The Legend of Zelda', 'legend of zelda'],
    ['Super Mario Bros. 3', 'super mario bros 3'],
    ['Dr.Mario', 'dr mario'],
    ['Tom &amp; Jerry', 'tom jerry'],
    ['İstanbul Ünlüsü', 'istanbul unlusu'],
    ['ドラゴンボールZ', 'ドラゴンボールz'],
    ['Ｆｕｌｌ Ｗｉｄｔｈ', 'full width'],
    ['', ''],
  ])('turns the title %s into “%s”', (title, name) => {
    expect(normalizeName(title)).toBe(name);
  });

  it('handles endless combining marks at once', () => {
    const marks = '\u0591\u0592\u05ad'.repeat(200_000);
    expect(normalizeName(`The a${marks} (USA)`)).toMatch(/^a\p{M}+$/u);
  });

  it('leaves single spaces between letters and digits, whatever the input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isFile) => {
        expect(normalizeName(text, { isFile })).toMatch(/^(?:[\p{L}\p{M}\p{N}]+(?: [\p{L}\p{M}\p{N}]+)*)?$/u);
      }),
    );
  });

  it('makes a file and its title equal, whatever its tags and extension', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9éüñ]{1,9}$/);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        word,
        fc.stringMatching(/^[a-z0-9]{1,4}$/),
        (words, tag, ext) => {
          const title = words.join(' ');
          expect(normalizeName(`${title} (${tag}) [!].${ext}`, { isFile: true })).toBe(normalizeName(title));
        },
      ),
    );
  });
});

describe('bareName', () => {
  it.each([
    ['Saga (USA) (Disc 1) [b1].cue', true, 'Saga'],
    ['Pond_Patrol_2_(USA)_[!].nes', true, 'Pond Patrol 2'],
    ['Dr. Mario (World).nes', true, 'Dr. Mario'],
    ['Super Mario Bros. 3', true, 'Super Mario Bros. 3'],
    ['Game v1.0 (USA)', true, 'Game v1.0'],
    ['Game (USA) Deluxe.zip', true, 'Game Deluxe'],
    ['Game (USA (Rev A)) [T+Eng [v2]].zip', true, 'Game'],
    ['Game (USA [b].zip', true, 'Game (USA'],
    ['Dr.Mario', false, 'Dr.Mario'],
  ])('of %s (a file: %s) is “%s”', (name, isFile, bare) => {
    expect(bareName(name, { isFile })).toBe(bare);
  });
});
