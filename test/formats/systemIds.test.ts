import { describe, expect, it } from 'vitest';
import { scraperIdOf } from '../../src/formats/systemIds.js';

describe('scraperIdOf', () => {
  it.each([
    { name: 'nes', platforms: ['nes'], id: '3' },
    { name: 'laserdisc', platforms: ['daphne', 'arcade'], id: '49' },
    { name: 'portmaster', platforms: ['portmaster', 'pc', 'pcwindows'], id: '135' },
    { name: 'cps2', platforms: ['unknown'], id: '7' },
    { name: 'SNES', platforms: ['mine'], id: '4' },
    { name: 'mugen', platforms: ['mugen'], id: null },
    { name: 'constructor', platforms: ['__proto__', 'toString'], id: null },
  ])('of $name with $platforms is $id', ({ name, platforms, id }) => {
    expect(scraperIdOf({ name, platforms })).toBe(id);
  });
});
