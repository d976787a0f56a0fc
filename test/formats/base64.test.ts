import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeBase64, encodeUrlSafeBase64 } from '../../src/formats/base64.js';

const bytes = fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array));

describe('decodeBase64', () => {
  it('gives back what either alphabet, padded or not, was made from', () => {
    fc.assert(
      fc.property(bytes, (plain) => {
        const padded = encodeUrlSafeBase64(plain);
        for (const text of [padded, plain.toString('base64'), plain.toString('base64url')]) {
          expect(decodeBase64(text)).toEqual(plain);
        }
      }),
    );
  });

  it('takes only the one text that exists for its bytes', () => {
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
