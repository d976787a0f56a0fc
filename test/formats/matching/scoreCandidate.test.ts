import { describe, expect, it } from 'vitest';
import { scoreCandidate } from '../../../src/formats/matching/scoreCandidate.js';
import type { ScrapedGame } from '../../../src/model/scrapedGame.js';
import { sampleGame, sampleMedium, sampleScrapedRom } from '../sampleGame.js';

const rom = { fileName: 'Alpha Quest (USA).zip', size: 1024 };
const prefs = { preferredRegions: ['us', 'eu'] };
const score = (known: Partial<ScrapedGame>) => scoreCandidate(rom, sampleGame(known), prefs);

const names = [
  { region: 'us', text: 'Alpha Quest' },
  { region: 'eu', text: 'Alpha Quest' },
];
const media = [sampleMedium('box-2D'), sampleMedium('ss')];
const whole = { names, rom: sampleScrapedRom({ size: 1024 }), note: 18, media };

describe('scoreCandidate', () => {
  it('weighs name, region, size, media and rating', () => {
    expect(score(whole)).toBeCloseTo(0.961667, 6);
    expect(
      score({ names: [{ region: 'jp', text: 'Alpha Quest JP' }], rom: sampleScrapedRom({ size: 2048 }), note: 10 }),
    ).toBeCloseTo(0.437, 6);
  });

  it('leaves out what is unknown, and scales the rest', () => {
    const withoutSize = (0.4 + 0.3 + 0.2 / 3 + 0.045) / 0.85;
    expect(score({ ...whole, rom: null })).toBeCloseTo(withoutSize, 12);
    expect(score({ ...whole, rom: sampleScrapedRom() })).toBeCloseTo(withoutSize, 12);
    expect(scoreCandidate({ ...rom, size: null }, sampleGame(whole), prefs)).toBeCloseTo(withoutSize, 12);
    expect(score({ ...whole, note: null })).toBeCloseTo((0.4 + 0.3 + 0.15 + 0.2 / 3) / 0.95, 12);
    expect(score({ ...whole, names: [{ region: null, text: 'Alpha Quest' }] })).toBeCloseTo(
      (0.4 + 0.15 + 0.2 / 3 + 0.045) / 0.7,
      12,
    );
  });

  it.each([
    ['us', 1],
    ['eu', 0.8],
    ['jp', 0.1],
  ])('counts a name for %s as %d of the region', (region, worth) => {
    const known = { ...whole, names: [{ region, text: 'Alpha Quest' }] };
    expect(score(known)).toBeCloseTo(0.4 + 0.3 * worth + 0.15 + 0.2 / 3 + 0.045, 12);
  });

  it('scores a preferred region as 0.2 at least, however late in the list it comes', () => {
    const late = { preferredRegions: ['a', 'b', 'c', 'd', 'e', 'f', 'us'] };
    expect(scoreCandidate(rom, sampleGame(whole), late)).toBeCloseTo(0.4 + 0.06 + 0.15 + 0.2 / 3 + 0.045, 12);
  });

  it.each([
    [1024, 1],
    [1000, 0.9],
    [1078, 0.7],
    [900, 0.5],
    [512, 0.2],
    [0, 0.2],
  ])('counts a size of %d bytes as %d', (size, worth) => {
    expect(score({ ...whole, rom: sampleScrapedRom({ size }) })).toBeCloseTo(
      0.4 + 0.3 + 0.15 * worth + 0.2 / 3 + 0.045,
      12,
    );
  });

  it.each([
    [[], 0],
    [['fanart', 'manuel'], 0],
    [['wheel', 'wheel-hd'], 1 / 3],
    [['sstitle', 'box-3D', 'video'], 1],
    [['sstitle', 'box-3D', 'video', 'ss', 'box-2D'], 1],
  ])('counts %j as %d of the media', (types, worth) => {
    const known = { ...whole, media: types.map(sampleMedium) };
    expect(score(known)).toBeCloseTo(0.4 + 0.3 + 0.15 + 0.1 * worth + 0.045, 12);
  });

  it('equals the sum as computed by hand, so that a score at the threshold reaches it', () => {
    const alike = {
      names: [{ region: null, text: 'abcdefxxxx' }],
      media: ['ss', 'sstitle', 'box-2D'].map(sampleMedium),
      note: 18,
    };
    // (0.4 × 0.6 + 0.1 × 1 + 0.05 × 0.9) / 0.55
    expect(scoreCandidate({ fileName: 'abcdefghij.nes', size: null }, sampleGame(alike), prefs)).toBe(0.7);
  });

  it('is low for a game without names', () => {
    expect(score({ ...whole, names: [] })).toBeLessThan(0.4);
  });
});
