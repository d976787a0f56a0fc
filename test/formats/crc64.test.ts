import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Crc64, crc64 } from '../../src/formats/crc64.js';

const hex = ({ high, low }: Crc64): string =>
  [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');

test.each([
  // The check value of the CRC catalog.
  ['123456789', '995dc9bbdf1939fa'],
  ['', '0000000000000000'],
])('of %j', (text, expected) => {
  expect(hex(crc64(Buffer.from(text)))).toBe(expected);
});

test('of a whole equals that of its parts, one after the other', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
      expect(crc64(second, crc64(first))).toEqual(crc64(Buffer.concat([first, second])));
    }),
  );
});
