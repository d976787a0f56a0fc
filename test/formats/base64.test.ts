import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  decodeBase64,
  decodeLongBase64,
  encodeLongUrlSafeBase64,
  encodeUrlSafeBase64,
} from '../../src/formats/base64.js';

const bytes = fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array));

describe('decodeBase64', () => {
  it('restores what was encoded in either alphabet, padded or not', () => {
    fc.assert(
      fc.property(bytes, (plain) => {
        const padded = encodeUrlSafeBase64(plain);
        for (const text of [padded, plain.toString('base64'), plain.toString('base64url')]) {
          expect(decodeBase64(text)).toEqual(plain);
        }
      }),
    );
  });

  it('accepts only the one canonical text for its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'B', '/', '_', '=', '\n'), maxLength: 9 }), (text) => {
        const decoded = decodeBase64(text);
        if (decoded !== null) {
          expect([decoded.toString('base64url'), encodeUrlSafeBase64(decoded)]).toContain(text.replaceAll('/', '_'));
        }
      }),
    );
  });

  test.each([
    ['AA=', 'half of its padding'],
    ['AAAA====', 'padding that nothing needs'],
    ['AB==', 'bits below the last byte'],
    ['AAA', 'nothing wrong', Buffer.from([0, 0])],
    ['A', 'six bits'],
    ['AAA A', 'a space'],
    ['AAAA\n', 'a line end'],
    ['AA=A', 'padding inside'],
    ['AAAé', 'a letter that is not of the alphabet'],
  ])('%j has %s', (text, _what, decoded: Buffer | null = null) => {
    expect(decodeBase64(text)).toEqual(decoded);
  });
});

describe('long base64', () => {
  // Decoded in pieces of 64 Ki characters: lengths around their ends.
  const lengths = [0, 1, 2, 3, 49_151, 49_152, 49_153, 98_303, 98_304, 98_305, 150_000];
  const plain = Buffer.from(Uint8Array.from({ length: 150_000 }, (_, at) => (at * 7919) >> 3));

  test.each(lengths)('of %i bytes decodes as the short form does', (length) => {
    const part = plain.subarray(0, length);
    const text = encodeUrlSafeBase64(part);
    expect(encodeLongUrlSafeBase64(part).toString('latin1')).toBe(text);
    for (const form of [text, part.toString('base64'), part.toString('base64url')]) {
      expect(decodeLongBase64(Buffer.from(form))?.equals(part)).toBe(true);
    }
  });

  it('refuses what the short form refuses, wherever it is', () => {
    const text = encodeUrlSafeBase64(plain);
    for (const at of [0, 65_534, 65_535, 65_536, 65_537, 131_071, 131_072, text.length - 1]) {
      for (const letter of ['=', '==', ' ', '\n', 'é', '']) {
        const changed = Buffer.from(text.slice(0, at) + letter + text.slice(at + 1), 'latin1');
        const [found, expected] = [decodeLongBase64(changed), decodeBase64(changed.toString('latin1'))];
        expect(found === null).toBe(expected === null);
        if (found !== null && expected !== null) expect(found.equals(expected)).toBe(true);
      }
    }
    for (const padded of [text.slice(0, 65_532), text.slice(0, 65_536)]) {
      expect(decodeLongBase64(Buffer.from(`${padded}AA==${text}`))).toBeNull();
      expect(decodeLongBase64(Buffer.from(`${padded.slice(4)}AA==${text}`))).toBeNull();
    }
  });
});
