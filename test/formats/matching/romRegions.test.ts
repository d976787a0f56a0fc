import { describe, expect, it } from 'vitest';
import { regionsOfRom, romRegions } from '../../../src/formats/matching/romRegions.js';

describe('romRegions', () => {
  it.each([
    ['Game (USA).zip', ['us']],
    ['Game (Japan, USA).nes', ['jp', 'us']],
    ['Game (Europe) (En,Fr,De).zip', ['eu']],
    ['Game.zip', []],
    ['USA Wrestling.zip', []],
    ['Game (U) [!].nes', ['us']],
    ['Game (J).nes', ['jp']],
    ['Game (S).nes', ['es']],
    ['Game (USA, Europe, Japan).zip', ['us', 'eu', 'jp']],
    ['Game (USA) (Unl) (Japan).zip', ['us', 'jp']],
    ['Game (Fr).zip', []],
    ['Game (DE).zip', []],
    ['Game (it).zip', []],
    ['Game (UK).zip', []],
    ['Game (Asia).zip', []],
  ])('of %s are %j', (fileName, regions) => {
    expect(romRegions(fileName)).toEqual(regions);
  });

  it.each([
    ['Game (usa).zip', ['us']],
    ['Game (WORLD).zip', ['wor']],
    ['Game (Spain) (Korea) (Brazil).zip', ['es', 'kr', 'br']],
    ['Game (Germany,France ,  Italy).zip', ['de', 'fr', 'it']],
    ['Game (USA) (USA, Europe).zip', ['us', 'eu']],
    ['Game (JU).nes', ['jp', 'us']],
    ['Game (JUE) (Rev A).md', ['jp', 'us', 'eu']],
    ['Game (u).nes', []],
    ['Game (us).nes', []],
    ['Game [USA].nes', []],
    ['Game (En,Ja,Fr,De,Es,It,Nl,Pt,Ko,Zh).nes', []],
    ['Game (USA', []],
    ['Game ((USA)).nes', ['us']],
    ['Game (constructor) (__proto__) ().nes', []],
  ])('of %s are also %j', (fileName, regions) => {
    expect(romRegions(fileName)).toEqual(regions);
  });
});

describe('regionsOfRom', () => {
  it('prefers those of the playlist to those of its disc, and takes none from a folder', () => {
    const rom = { path: './Imports (Korea)/Saga (Europe).m3u', romName: 'Saga (Japan, Europe) (Disc 1).cue' };
    expect(regionsOfRom(rom)).toEqual(['eu', 'jp']);
  });
});
