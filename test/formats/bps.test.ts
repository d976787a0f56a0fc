import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { applyBps } from '../../src/formats/bps.js';
import { makeBps } from '../../src/formats/makeBps.js';
import { PatchError } from '../../src/model/errors.js';
import { bpsNumber, buildBps, referenceBps, sealBps } from './bpsReference.js';
import { damages, outcome, romBytes, romPair } from './patchArbitraries.js';

const MIB = 1024 * 1024;
const source = Buffer.from('The quick brown fox jumps over the lazy dog');

const sourceRead = (length: number): Buffer => bpsNumber((length - 1) * 4);
const targetRead = (text: string): Buffer => Buffer.concat([bpsNumber((text.length - 1) * 4 + 1), Buffer.from(text)]);
const move = (by: number): Buffer => bpsNumber(Math.abs(by) * 2 + (by < 0 ? 1 : 0));
const sourceCopy = (length: number, by: number): Buffer => Buffer.concat([bpsNumber((length - 1) * 4 + 2), move(by)]);
const targetCopy = (length: number, by: number): Buffer => Buffer.concat([bpsNumber((length - 1) * 4 + 3), move(by)]);

/** A patch with valid checksums that declares a target of `size` bytes and has this content. */
function declare(size: bigint | number, ...rest: readonly Uint8Array[]): Buffer {
  const head = [Buffer.from('BPS1'), bpsNumber(source.length), bpsNumber(size), bpsNumber(0)];
  return sealBps(Buffer.concat([...head, ...rest]), crc32(source), 0);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the actions', () => {
  const cases: readonly (readonly [string, string, readonly Buffer[]])[] = [
    ['an empty target', '', []],
    ['source read', 'The quick', [sourceRead(9)]],
    [
      'target read, then source read from the same place on',
      'A q ick',
      [targetRead('A q'), sourceRead(1), targetRead('ick')],
    ],
    ['source copy, forth and back', 'foxThefox', [sourceCopy(3, 16), sourceCopy(3, -19), sourceCopy(3, 13)]],
    ['source copies go on where the last one ended', 'The quick', [sourceCopy(4, 0), sourceCopy(5, 0)]],
    ['target copy of something done', 'The The ', [sourceRead(4), targetCopy(4, 0)]],
    ['target copy of one byte that repeats', 'aaaaaaaaaa', [targetRead('a'), targetCopy(9, 0)]],
    ['target copy of a pattern that repeats', 'abcabcabcab', [targetRead('abc'), targetCopy(8, 0)]],
    ['target copy that goes back', 'abcbcb', [targetRead('abc'), targetCopy(1, 1), targetCopy(2, 0)]],
    ['a negative move of nothing', 'TheT', [sourceRead(3), Buffer.concat([bpsNumber(2), bpsNumber(1)])]],
  ];

  test.each(cases)('%s', (_, text, actions) => {
    const target = Buffer.from(text);
    expect(applyBps(buildBps(source, target, actions), source).toString()).toBe(target.toString());
  });

  test('long target copies that just touch or just overlap what they write', () => {
    const pattern = 'abcdefghij'.repeat(20);
    for (const [length, text] of [
      [200, pattern + pattern],
      [201, `${pattern}${pattern}a`],
      [650, pattern + pattern.repeat(3) + pattern.slice(0, 50)],
    ] as const) {
      const patch = buildBps(source, Buffer.from(text), [targetRead(pattern), targetCopy(length, 0)]);
      expect(applyBps(patch, source).toString()).toBe(text);
    }
  });

  test('patch and source may be views into larger memory, and are not modified', () => {
    const target = Buffer.from('The lazy quick fox');
    const patch = makeBps(source, target);
    const view = (bytes: Uint8Array): Uint8Array => Uint8Array.from([9, ...bytes, 9, 9]).subarray(1, bytes.length + 1);
    const [patchView, sourceView] = [view(patch), view(source)];
    expect(applyBps(patchView, sourceView).equals(target)).toBe(true);
    expect(Buffer.from(patchView).equals(patch)).toBe(true);
    expect(Buffer.from(sourceView).equals(source)).toBe(true);
  });

  test('a result of exactly 16 MiB is allowed', () => {
    const target = Buffer.alloc(16 * MIB, 'x');
    const patch = buildBps(source, target, [targetRead('x'), targetCopy(16 * MIB - 1, 0)]);
    expect(applyBps(patch, source).equals(target)).toBe(true);
  });
});

describe('refused patches', () => {
  const patch = makeBps(source, Buffer.from('The slow brown fox'));

  test.each([
    ['nothing at all', Buffer.alloc(0), /does not begin with BPS1/],
    ['another format', Buffer.from('UPS1 and then some more bytes'), /does not begin with BPS1/],
    ['the magic alone', Buffer.from('BPS1'), /too short/],
    ['no numbers', sealBps(Buffer.from('BPS1'), 0, 0), /middle of a number/],
    [
      'a wrong checksum',
      Buffer.concat([patch.subarray(0, -1), Buffer.from([(patch.at(-1) ?? 0) ^ 1])]),
      /checksum is wrong/,
    ],
    ['actions that write more than the target', declare(3, sourceRead(4)), /write past the end of its target/],
    ['actions that stop short', declare(5, sourceRead(4)), /stop short/],
    ['no actions at all', declare(1), /stop short/],
    ['a source read past the end', declare(50, sourceRead(44)), /beyond the end of the ROM/],
    ['a target read past the end', declare(9, bpsNumber(8 * 4 + 1), Buffer.from('abc')), /middle of its data/],
    ['a source copy before the start', declare(1, sourceCopy(1, -1)), /outside the ROM/],
    ['a source copy past the end', declare(2, sourceCopy(2, 42)), /outside the ROM/],
    ['a target copy of what is not there yet', declare(2, targetRead('a'), targetCopy(1, 1)), /not written yet/],
    ['a target copy before the start', declare(2, targetRead('a'), targetCopy(1, -1)), /not written yet/],
    ['a target copy of nothing', declare(1, targetCopy(1, 0)), /not written yet/],
    ['a number that runs into the checksums', declare(4, sourceRead(4), Buffer.from([1])), /middle of a number/],
    ['a length of 2^51', declare(4, bpsNumber(2n ** 53n - 8n)), /write past the end of its target/],
    ['a length beyond 2^53', declare(4, bpsNumber(2n ** 53n)), /numbers is too large/],
    ['a length beyond 2^64', declare(4, bpsNumber(2n ** 64n)), /numbers is too large/],
    ['an endless number', declare(4, Buffer.alloc(4096)), /numbers is too large/],
    ['a move of 2^52', declare(1, bpsNumber(2), bpsNumber(2n ** 53n - 2n)), /outside the ROM/],
    ['a move of -2^52', declare(2, targetRead('a'), bpsNumber(3), bpsNumber(2n ** 53n - 1n)), /not written yet/],
    ['a result with another checksum', declare(4, sourceRead(4)), /CRC32 [0-9A-F]{8} instead of 00000000/],
  ])('%s', (_, bytes, message) => {
    expect(() => applyBps(bytes, source)).toThrow(PatchError);
    expect(() => applyBps(bytes, source)).toThrow(message);
  });

  test('metadata that runs into the checksums', () => {
    const head = [Buffer.from('BPS1'), bpsNumber(source.length), bpsNumber(0)];
    const sealed = (length: bigint): Buffer => sealBps(Buffer.concat([...head, bpsNumber(length)]), crc32(source), 0);
    expect(applyBps(sealed(0n), source)).toHaveLength(0);
    expect(() => applyBps(sealed(1n), source)).toThrow(/middle of its metadata/);
    expect(() => applyBps(sealed(2n ** 52n), source)).toThrow(/middle of its metadata/);
  });

  test('a ROM of the right size but with another checksum', () => {
    const other = Buffer.from('The quick brown fox jumps over the lazy cog');
    expect(() => applyBps(patch, other)).toThrow(
      new PatchError('This patch is meant for another ROM: it expects CRC32 414FA339, but this ROM has 4400B5BC.'),
    );
    // Its result has the size of that ROM.
    expect(() => applyBps(makeBps(source, Buffer.from(source).reverse()), other)).toThrow(/expects CRC32 414FA339/);
  });

  test('a ROM of another size', () => {
    expect(() => applyBps(patch, source.subarray(1))).toThrow(
      new PatchError('This patch is meant for another ROM: it expects 43 bytes, but this ROM has 42.'),
    );
  });

  test('the patch’s own result as the source', () => {
    expect(() => applyBps(patch, Buffer.from('The slow brown fox'))).toThrow(
      /is already patched: apply the patch to the unpatched ROM/,
    );
  });

  test.each([
    ['16 MiB and a byte', 16 * MIB + 1],
    ['a tebibyte', 2 ** 40],
    ['almost 2^53 bytes', 2 ** 53 - 1],
  ])('a result of %s, before any memory is allocated for it', (_, size) => {
    const bytes = declare(size, sourceRead(4));
    const taken = [vi.spyOn(Buffer, 'allocUnsafe'), vi.spyOn(Buffer, 'alloc')];
    expect(() => applyBps(bytes, source)).toThrow(`would have ${size} bytes, more than the 16 MiB`);
    for (const spy of taken) expect(spy).not.toHaveBeenCalled();
  });
});

describe('compared with the format, byte by byte', () => {
  const bodyOf = (patch: Buffer): Buffer => patch.subarray(0, -12);

  test('any valid actions do what the format says', () => {
    const step = fc.record({
      kind: fc.nat(3),
      length: fc.integer({ min: 1, max: 90 }),
      from: fc.nat(),
      bytes: romBytes,
    });
    fc.assert(
      fc.property(romBytes, fc.array(step, { maxLength: 25 }), (rom, steps) => {
        const actions: Buffer[] = [];
        let at = 0;
        let sourceAt = 0;
        let targetAt = 0;
        for (const { kind, length, from, bytes } of steps) {
          const text = bytes.subarray(0, length);
          if (kind === 0 && at < rom.length) {
            const run = Math.min(length, rom.length - at);
            actions.push(sourceRead(run));
            at += run;
          } else if (kind === 1 && text.length > 0) {
            actions.push(bpsNumber((text.length - 1) * 4 + 1), text);
            at += text.length;
          } else if (kind === 2 && rom.length > 0) {
            const start = from % rom.length;
            const run = Math.min(length, rom.length - start);
            actions.push(sourceCopy(run, start - sourceAt));
            sourceAt = start + run;
            at += run;
          } else if (kind === 3 && at > 0) {
            // Mostly near the end, where the copy overlaps what it writes.
            const start = at - 1 - (from % Math.min(at, 1 + (from % 40)));
            actions.push(targetCopy(length, start - targetAt));
            targetAt = start + length;
            at += length;
          }
        }
        const head = [Buffer.from('BPS1'), bpsNumber(rom.length), bpsNumber(at), bpsNumber(0)];
        const body = Buffer.concat([...head, ...actions]);
        const target = referenceBps(body, rom);
        expect(target).toHaveLength(at);
        const result = applyBps(sealBps(body, crc32(rom), crc32(target ?? Buffer.alloc(0))), rom);
        expect(target?.equals(result)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('any damage is refused', () => {
    fc.assert(
      fc.property(romPair, damages, ({ source: rom, target }, damage) => {
        const patch = makeBps(rom, target);
        const bytes = damage(patch);
        const result = outcome(() => applyBps(bytes, rom));
        expect(result === null).toBe(!bytes.equals(patch));
      }),
      { numRuns: 400 },
    );
  });

  test('damage under a correct patch checksum never yields another result than declared', () => {
    fc.assert(
      fc.property(romPair, damages, ({ source: rom, target }, damage) => {
        const body = damage(bodyOf(makeBps(rom, target)));
        const result = outcome(() => applyBps(sealBps(body, crc32(rom), crc32(target)), rom));
        if (result !== null) expect(crc32(result)).toBe(crc32(target));
      }),
      { numRuns: 400 },
    );
  });

  test('damaged actions under correct checksums do what the format says, or are refused where it says so', () => {
    let applied = 0;
    fc.assert(
      fc.property(romPair, damages, ({ source: rom, target }, damage) => {
        const body = bodyOf(makeBps(rom, target));
        const head = 4 + bpsNumber(rom.length).length + bpsNumber(target.length).length + 1;
        const bytes = Buffer.concat([body.subarray(0, head), damage(body.subarray(head))]);
        const expected = referenceBps(bytes, rom);
        const result = outcome(() => applyBps(sealBps(bytes, crc32(rom), crc32(expected ?? target)), rom));
        if (expected !== null) applied++;
        expect(result?.toString('hex')).toBe(expected?.toString('hex'));
      }),
      { numRuns: 600 },
    );
    expect(applied).toBeGreaterThan(10);
  });
});
