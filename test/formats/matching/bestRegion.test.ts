import { describe, expect, it } from 'vitest';
import { bestRegion, isSameRegion } from '../../../src/formats/matching/bestRegion.js';
import { romRegions } from '../../../src/formats/matching/romRegions.js';

describe('bestRegion', () => {
  it.each([
    { available: ['jp', 'us', 'eu'], file: 'Game (Japan, USA).nes', preferred: ['us', 'eu', 'jp'], best: 'us' },
    { available: ['jp', 'eu'], file: 'Game (Japan, USA).nes', preferred: ['us', 'eu', 'jp'], best: 'jp' },
    { available: ['eu', 'wor'], file: 'Game (USA).nes', preferred: ['us', 'wor', 'eu', 'jp'], best: 'wor' },
    { available: ['us', 'eu'], file: 'Game (Europe).nes', preferred: ['us', 'wor', 'eu', 'jp'], best: 'eu' },
    { available: ['kr'], file: 'Game (Korea).nes', preferred: ['us', 'wor'], best: 'kr' },
    { available: ['br'], file: 'Game (USA).nes', preferred: ['us', 'wor'], best: null },
  ])('of $available for $file, preferring $preferred, is $best', ({ available, file, preferred, best }) => {
    expect(bestRegion(available, romRegions(file), preferred)).toBe(best);
  });

  it.each([
    { why: 'nothing is offered', available: [], rom: ['us'], preferred: ['us'], best: null },
    { why: 'nothing is wished for', available: ['us'], rom: [], preferred: [], best: null },
    {
      why: 'a preferred one goes before the ROM’s others',
      available: ['kr', 'us'],
      rom: ['kr'],
      preferred: ['us'],
      best: 'us',
    },
    { why: 'Spain is sp to the site', available: ['us', 'sp'], rom: ['es'], preferred: [], best: 'sp' },
    { why: 'and es to the user', available: ['us', 'sp'], rom: ['es'], preferred: ['us', 'es'], best: 'sp' },
    { why: 'case does not count', available: ['US', 'eu'], rom: [], preferred: ['us'], best: 'US' },
  ])('$why: $best', ({ available, rom, preferred, best }) => {
    expect(bestRegion(available, rom, preferred)).toBe(best);
  });
});

describe('isSameRegion', () => {
  it('knows both names of Spain and no other synonyms', () => {
    expect(isSameRegion('sp', 'ES')).toBe(true);
    expect(isSameRegion('us', 'eu')).toBe(false);
  });
});
