import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { similarity } from '../../../src/formats/matching/similarity.js';

/** Pairs of texts with `SequenceMatcher(None, a, b, autojunk=False).ratio()` of Python 3.11. */
const vectors = z
  .array(z.tuple([z.string(), z.string(), z.number()]))
  .parse(JSON.parse(readFileSync(new URL('../../golden/names/similarity.json', import.meta.url), 'utf8')));

describe('similarity', () => {
  it.each(vectors)('of %j and %j equals that of difflib: %d', (a, b, ratio) => {
    expect(similarity(a, b)).toBe(ratio);
  });

  it('is 1 for the same text, 0 for nothing in common, and never out of range', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(similarity(a, a)).toBe(1);
        expect(similarity(a, b)).toBeGreaterThanOrEqual(0);
        expect(similarity(a, b)).toBeLessThanOrEqual(1);
        expect(similarity(`x${'x'.repeat(a.length)}`, 'yz')).toBe(0);
      }),
    );
  });

  it('accounts for text that is appended: 2·M/T', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 99 }), fc.nat(99), (text, more) => {
        const length = Array.from(text).length;
        expect(similarity(text, text + '\uE000'.repeat(more))).toBe((2 * length) / (2 * length + more));
      }),
    );
  });

  it('considers only the first 256 characters', () => {
    const long = '😀'.repeat(256);
    expect(similarity(`${long}abc`, `${long}xyz`)).toBe(1);
    expect(similarity(`${'a'.repeat(255)}b`, `${'a'.repeat(255)}c`)).toBe(255 / 256);
    expect(similarity('ab'.repeat(1_000_000), 'ba'.repeat(1_000_000))).toBe(255 / 256);
  });
});
