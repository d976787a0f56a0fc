import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { applyIps } from '../../src/formats/ips.js';
import { makeIps } from '../../src/formats/makeIps.js';
import { PatchError } from '../../src/model/errors.js';
import { referenceIps } from './ipsReference.js';
import { damages, outcome, romBytes, romPair } from './patchArbitraries.js';

const MIB = 1024 * 1024;
const source = Buffer.from('0123456789');

function uint(value: number, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
}

const data = (offset: number, text: string): Buffer =>
  Buffer.concat([uint(offset, 3), uint(text.length, 2), Buffer.from(text)]);
const repeat = (offset: number, length: number, byte: string): Buffer =>
  Buffer.concat([uint(offset, 3), uint(0, 2), uint(length, 2), Buffer.from(byte)]);
const ips = (...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from('PATCH'), ...parts, Buffer.from('EOF')]);
const cutTo = (size: number, patch: Buffer): Buffer => Buffer.concat([patch, uint(size, 3)]);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the records', () => {
  test.each([
    ['none: nothing changes', ips(), '0123456789'],
    ['data', ips(data(2, 'ab')), '01ab456789'],
    ['one byte repeated', ips(repeat(2, 3, 'x')), '01xxx56789'],
    ['out of order', ips(data(8, 'b'), data(1, 'a')), '0a234567b9'],
    ['overlapping: the later one wins', ips(data(2, 'aaaa'), repeat(4, 3, 'b')), '01aabbb789'],
    ['across the end of the source', ips(data(8, 'abcd')), '01234567abcd'],
    ['beyond the source: the gap is zero', ips(data(12, 'ab')), '0123456789\0\0ab'],
    ['beyond the source, then in the gap', ips(data(13, 'a'), data(11, 'b')), '0123456789\0b\0a'],
    ['beyond the source, twice', ips(data(11, 'a'), repeat(13, 2, 'b')), '0123456789\0a\0bb'],
    ['a size after the end cuts', cutTo(4, ips(data(2, 'ab'))), '01ab'],
    ['a size after the end cuts to nothing', cutTo(0, ips()), ''],
    ['a size after the end never makes it longer', cutTo(20, ips(data(2, 'ab'))), '01ab456789'],
    ['a size after the end cuts what was written', cutTo(11, ips(data(8, 'abcd'))), '01234567abc'],
    ['a size after the end, written beyond it', cutTo(3, ips(data(8, 'abcd'), repeat(2, 5, 'x'))), '01x'],
    ['a gap that the size cuts', cutTo(12, ips(data(14, 'ab'))), '0123456789\0\0'],
    ['data that reads EOF', ips(data(2, 'EOF')), '01EOF56789'],
  ])('%s', (_, patch, result) => {
    expect(applyIps(patch, source).toString('latin1')).toBe(result);
    expect(source.toString()).toBe('0123456789');
  });

  test('an empty source', () => {
    expect(applyIps(ips(data(1, 'a')), Buffer.alloc(0)).toString('latin1')).toBe('\0a');
    expect(applyIps(ips(), Buffer.alloc(0))).toHaveLength(0);
  });

  test('patch and source may be views into larger memory', () => {
    const view = (bytes: Uint8Array): Uint8Array => Uint8Array.from([9, ...bytes, 9, 9]).subarray(1, bytes.length + 1);
    expect(applyIps(view(ips(data(2, 'ab'))), view(source)).toString()).toBe('01ab456789');
  });

  test('a result of exactly 16 MiB is allowed', () => {
    const result = applyIps(ips(data(0xffffff, 'z')), source);
    expect(result).toHaveLength(16 * MIB);
    expect(result.subarray(source.length, -1).equals(Buffer.alloc(16 * MIB - source.length - 1))).toBe(true);
    expect(result.subarray(-1).toString()).toBe('z');
  });

  test('what is written beyond 16 MiB does not count when the size truncates it', () => {
    expect(applyIps(cutTo(4, ips(repeat(0xffffff, 0xffff, 'z'))), source).toString()).toBe('0123');
  });
});

describe('refused patches', () => {
  const whole = ips(data(2, 'abcdef'));

  test.each([
    ['nothing at all', Buffer.alloc(0), /does not begin with PATCH/],
    ['another format', Buffer.from('BPS1 and then some'), /does not begin with PATCH/],
    ['the magic alone', Buffer.from('PATCH'), /before its end mark/],
    ['no end mark', whole.subarray(0, -3), /before its end mark/],
    ['half an end mark', whole.subarray(0, -1), /before its end mark/],
    ['a record cut in its data', whole.subarray(0, 12), /before its end mark/],
    ['a record cut in its head', whole.subarray(0, 9), /before its end mark/],
    ['a repeat cut before its byte', Buffer.concat([Buffer.from('PATCH'), repeat(2, 3, '')]), /before its end mark/],
    [
      'a repeat cut before its count',
      Buffer.concat([Buffer.from('PATCH'), uint(2, 3), uint(0, 2)]),
      /before its end mark/,
    ],
    ['a repeat of nothing', ips(repeat(0x1234, 0, 'x')), /offset 0x1234 is empty/],
    ['one byte after the end', Buffer.concat([whole, Buffer.from('x')]), /bytes follow its end marker \(1\)/],
    ['two bytes after the end', Buffer.concat([whole, Buffer.from('xx')]), /bytes follow its end marker \(2\)/],
    ['four bytes after the end', Buffer.concat([whole, Buffer.from('xxxx')]), /bytes follow its end marker \(4\)/],
    ['a record at the offset that reads EOF', ips(data(0x454f46, 'a')), /bytes follow its end marker \(6\)/],
  ])('%s', (_, patch, message) => {
    expect(() => applyIps(patch, source)).toThrow(PatchError);
    expect(() => applyIps(patch, source)).toThrow(message);
  });

  test.each([
    ['16 MiB and a byte', ips(repeat(0xffffff, 2, 'x')), source, 16 * MIB + 1],
    ['a source that is too large already', ips(), Buffer.alloc(16 * MIB + 7), 16 * MIB + 7],
  ])('%s, before any memory is allocated for it', (_, patch, rom, size) => {
    const taken = [vi.spyOn(Buffer, 'allocUnsafe'), vi.spyOn(Buffer, 'alloc')];
    expect(() => applyIps(patch, rom)).toThrow(`would have ${size} bytes, more than the 16 MiB`);
    for (const spy of taken) expect(spy).not.toHaveBeenCalled();
  });
});

test('records that overwrite one another again and again, before any memory is allocated for them', () => {
  const over = (times: number): Buffer => ips(...Array<Buffer>(times).fill(repeat(0, 0xffff, 'x')));
  expect(applyIps(over(300), source).equals(Buffer.alloc(0xffff, 'x'))).toBe(true);
  const patch = over(4100);
  const taken = vi.spyOn(Buffer, 'allocUnsafe');
  expect(() => applyIps(patch, source)).toThrow(PatchError);
  expect(() => applyIps(patch, source)).toThrow('more than 256 MiB');
  expect(taken).not.toHaveBeenCalled();
});

describe('compared with the format, byte by byte', () => {
  function expectAgreement(patch: Uint8Array, rom: Uint8Array): void {
    const expected = referenceIps(patch, rom);
    const result = outcome(() => applyIps(patch, rom));
    expect(result === null).toBe(expected === null);
    if (expected !== null) expect(result?.equals(expected)).toBe(true);
  }

  test('any records, in any order, with or without a size', () => {
    const record = fc.record({
      offset: fc.nat(900),
      content: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      times: fc.option(fc.integer({ min: 1, max: 300 }), { nil: null }),
    });
    fc.assert(
      fc.property(romBytes, fc.array(record), fc.option(fc.nat(1500), { nil: null }), (rom, records, cut) => {
        const parts = records.map(({ offset, content, times }) =>
          times === null
            ? Buffer.concat([uint(offset, 3), uint(content.length, 2), content])
            : Buffer.concat([uint(offset, 3), uint(0, 2), uint(times, 2), content.subarray(0, 1)]),
        );
        const patch = cut === null ? ips(...parts) : cutTo(cut, ips(...parts));
        const expected = referenceIps(patch, rom);
        expect(expected).not.toBeNull();
        expect(expected?.equals(applyIps(patch, rom))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test('damaged patches', () => {
    fc.assert(
      fc.property(romPair, damages, ({ source: rom, target }, damage) => {
        expectAgreement(damage(makeIps(rom, target)), rom);
      }),
      { numRuns: 600 },
    );
  });
});
