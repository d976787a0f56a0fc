import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyIps } from '../../src/formats/ips.js';
import { makeIps } from '../../src/formats/makeIps.js';
import { PatchError } from '../../src/model/errors.js';
import { romPair } from './patchArbitraries.js';

const MIB = 1024 * 1024;
/** The offset at which no record may begin, because it reads `EOF`. */
const EOF = 0x454f46;

describe('makeIps', () => {
  test('makes a patch that yields the target, whatever it is', () => {
    fc.assert(
      fc.property(romPair, ({ source, target }) => {
        expect(applyIps(makeIps(source, target), source).equals(target)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test.each([
    ['nothing from nothing', '', ''],
    ['nothing from something', 'abc', ''],
    ['something from nothing', '', 'abc'],
    ['the same', 'abc', 'abc'],
    ['shorter', 'abcdef', 'abx'],
    ['longer by zeros', 'abc', 'abc\0\0\0'],
  ])('%s', (_, source, target) => {
    const patch = makeIps(Buffer.from(source), Buffer.from(target));
    expect(applyIps(patch, Buffer.from(source)).toString()).toBe(target);
  });

  test('splits data longer than a record, and run-length encodes repeats', () => {
    const source = Buffer.alloc(0);
    const noise = Buffer.from(Array.from({ length: 150_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff));
    const target = Buffer.concat([noise, Buffer.alloc(300_000, 7), noise]);
    const patch = makeIps(source, target);
    expect(applyIps(patch, source).equals(target)).toBe(true);
    expect(patch.length).toBeLessThan(noise.length * 2 + 200);
  });

  const step = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 60 }).map((length) => new Uint8Array(length).fill(0xaa)),
  );

  test('begins no record at the offset that reads EOF, wherever changes and runs are around it', () => {
    const source = Buffer.alloc(EOF + 200);
    fc.assert(
      fc.property(fc.integer({ min: -40, max: 2 }), fc.array(step, { minLength: 1, maxLength: 6 }), (shift, steps) => {
        const target = Buffer.from(source);
        target.set(Buffer.concat(steps).subarray(0, 150), EOF + shift);
        expect(applyIps(makeIps(source, target), source).equals(target)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['data', (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i % 250) + 1))],
    ['a run', (length: number) => Buffer.alloc(length, 0xaa)],
  ])('handles %s that would be split at that very offset', (_, content) => {
    const source = Buffer.alloc(EOF + 100);
    const target = Buffer.from(source);
    target.set(content(0xffff + 80), EOF - 0xffff);
    expect(applyIps(makeIps(source, target), source).equals(target)).toBe(true);
  });

  test('supports up to 16 MiB, and refuses what the format cannot express', () => {
    const full = Buffer.alloc(16 * MIB, 1);
    expect(applyIps(makeIps(Buffer.alloc(0), full), Buffer.alloc(0)).equals(full)).toBe(true);
    expect(() => makeIps(Buffer.alloc(0), Buffer.alloc(16 * MIB + 1))).toThrow(PatchError);
    expect(() => makeIps(Buffer.alloc(16 * MIB + 1), full)).toThrow(/cannot cut a ROM to exactly 16 MiB/);
  });
});
