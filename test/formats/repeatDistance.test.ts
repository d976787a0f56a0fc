import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatDistance } from '../../src/formats/repeatDistance.js';

const BLOCK = 4096;
const bank = (blocks: number): Buffer => randomBytes(blocks * BLOCK);

describe('repeatDistance', () => {
  it('is how far back a repeated bank lies', () => {
    const twice = bank(8);
    expect(repeatDistance(Buffer.concat([bank(3), twice, bank(100), twice]))).toBe(108 * BLOCK);
    expect(repeatDistance(Buffer.concat([twice, twice, bank(5), twice.subarray(-BLOCK)]))).toBe(8 * BLOCK);
  });

  it('counts from the last of several copies, because nothing has to reach back farther', () => {
    const same = bank(1);
    expect(repeatDistance(Buffer.concat([same, bank(2), same, bank(6), same]))).toBe(7 * BLOCK);
  });

  it('skips free space, which is always near', () => {
    const free = Buffer.alloc(64 * BLOCK, 0xff);
    expect(repeatDistance(Buffer.concat([free, bank(200), free]))).toBe(0);
  });

  it('is 0 when nothing repeats, in content of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 * BLOCK }), (size) => {
        expect(repeatDistance(randomBytes(size))).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
