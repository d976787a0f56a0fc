import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyRun, copyShortRun } from '../../src/formats/copyRun.js';

const runs = fc
  .nat(200)
  .chain((length) => fc.record({ length: fc.constant(length), start: fc.nat(50), at: fc.nat(50) }));

test('copies a run of any length and touches nothing else', () => {
  fc.assert(
    fc.property(runs, fc.uint8Array({ minLength: 300, maxLength: 300 }), ({ length, start, at }, from) => {
      const to = new Uint8Array(300).fill(0xee);
      const expected = Buffer.from(to);
      Buffer.from(from).copy(expected, at, start, start + length);
      copyRun(from, start, to, at, length);
      expect(Buffer.from(to)).toEqual(expected);

      to.fill(0xee);
      copyShortRun(new DataView(from.buffer, from.byteOffset, from.length), start, new DataView(to.buffer), at, length);
      expect(Buffer.from(to)).toEqual(expected);
    }),
  );
});

test('copies within one array when the ranges do not overlap', () => {
  fc.assert(
    fc.property(runs, ({ length }) => {
      const bytes = Uint8Array.from({ length: 2 * length }, (_, i) => i % 251);
      const half = bytes.slice(0, length);
      copyRun(bytes, 0, bytes, length, length);
      expect(Buffer.from(bytes)).toEqual(Buffer.concat([half, half]));
    }),
  );
});
