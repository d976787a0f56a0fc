import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { compressXz, decompressXz, type XzLevel } from '../../src/formats/xz.js';
import { BlobError } from '../../src/model/errors.js';

const MIB = 1024 * 1024;
const baseRom = readFileSync(new URL('../golden/patches/base.sfc', import.meta.url));

describe('compressXz', () => {
  // Python 3.11: hashlib.sha224(lzma.compress(base_sfc, preset=level)).hexdigest()
  test.each<[XzLevel, string]>([
    [0, '11806b923fbba119c47ba5737d16aa4421896ddfd034c92e5d980316'],
    [1, 'a27bf3ad337ddcb1597336e253037bb32b821429bfad3f50f35dfed7'],
    [6, '3128964d9e2dde7a0f8c3b0971f193fd2241c7c17ed721b8fd119a9e'],
    [9, '5e9cfdd1a925aae3c1be2d8ff6549d75858e4d0f2bf4e5a4f4072c74'],
  ])('matches Python at level %i', async (level, sha224) => {
    const packed = await compressXz(baseRom, level);
    expect(createHash('sha224').update(packed).digest('hex')).toBe(sha224);
    expect((await decompressXz(packed, baseRom.length)).equals(baseRom)).toBe(true);
  });

  it('yields the same however much there is, although it is fed in pieces', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => `${n * n}.`).join(''));
    // Python 3.11: hashlib.sha224(lzma.compress(bytes, check=lzma.CHECK_CRC64)).hexdigest()
    const sha224 = '0b65f291d7fb90beba2792de5a55b07bba455bedf0aeffe0e5e25c8f';
    expect(
      createHash('sha224')
        .update(await compressXz(bytes))
        .digest('hex'),
    ).toBe(sha224);
  });

  it('uses level 6 by default', async () => {
    const bytes = baseRom.subarray(0, 5000);
    expect(await compressXz(bytes)).toEqual(await compressXz(bytes, 6));
    expect(await compressXz(bytes)).not.toEqual(await compressXz(bytes, 1));
  });
});

describe('decompressXz', () => {
  it('restores what was compressed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 9000 }), async (array) => {
        const bytes = Buffer.from(array);
        expect(await decompressXz(await compressXz(bytes, 0), bytes.length)).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });

  it('is not slowed down by the letters at which lzma-native splits its own streams', async () => {
    const letters = Buffer.alloc(4 * MIB, 'YZ');
    expect((await decompressXz(await compressXz(letters), letters.length)).equals(letters)).toBe(true);
  });

  it('keeps concurrent streams apart', async () => {
    const contents = Array.from({ length: 8 }, (_, index) => Buffer.alloc(9000, `content ${index}`));
    const packed = await Promise.all(contents.map((content) => compressXz(content)));
    expect(await Promise.all(packed.map((bytes) => decompressXz(bytes, 9000)))).toEqual(contents);
  });

  describe('of an altered stream', () => {
    const content = baseRom.subarray(0, 5000);
    let packed: Buffer;
    beforeAll(async () => {
      packed = await compressXz(content);
    });

    it('refuses every length but the full one', async () => {
      for (let length = 0; length < packed.length; length += length > 40 && length < packed.length - 40 ? 41 : 1) {
        await expect(decompressXz(packed.subarray(0, length), MIB)).rejects.toThrow(BlobError);
      }
    });

    test.each([
      ['a zero', () => Buffer.from([0])],
      ['stream padding', () => Buffer.alloc(4)],
      ['a second stream', () => packed],
      ['much', () => Buffer.alloc(9000, 1)],
    ])('refuses %s after it', async (_what, tail) => {
      await expect(decompressXz(Buffer.concat([packed, tail()]), MIB)).rejects.toThrow(/followed by/);
    });

    it('never accepts a changed byte', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
          const changed = Buffer.from(packed);
          changed.writeUInt8(changed.readUInt8(at) ^ flip, at);
          await expect(decompressXz(changed, MIB)).rejects.toThrow(BlobError);
        }),
      );
    });

    it('refuses other formats', async () => {
      await expect(decompressXz(Buffer.from('PK\x03\x04 and so on'), MIB)).rejects.toThrow(BlobError);
      // The older .lzma format, as `xz --format=lzma` writes it.
      await expect(decompressXz(Buffer.from('5d00008000ffffffffffffffff00', 'hex'), MIB)).rejects.toThrow(BlobError);
    });
  });

  it('allows exactly the permitted size', async () => {
    const packed = await compressXz(Buffer.alloc(1000));
    expect(await decompressXz(packed, 1000)).toEqual(Buffer.alloc(1000));
    await expect(decompressXz(packed, 999)).rejects.toThrow(/more than the 999 bytes/);
  });

  it('stops at a decompression bomb long before it has expanded', async () => {
    const zeros = Buffer.alloc(64 * MIB);
    const bomb = await compressXz(zeros, 1);
    const before = process.memoryUsage().arrayBuffers;
    let peak = before;
    const watch = () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
      watching = setImmediate(watch);
    };
    let watching = setImmediate(watch);
    try {
      await expect(decompressXz(bomb, MIB)).rejects.toThrow(BlobError);
    } finally {
      clearImmediate(watching);
    }
    // Used here so that its memory counts before and after.
    expect(peak - before).toBeLessThan(zeros.length / 4);
  });

  it('refuses a header that asks for gigabytes of memory', async () => {
    const packed = await compressXz(Buffer.from('small'));
    // Block header: size 02, flags 00, filter 21 (LZMA2), 01 byte of properties: the dictionary's size.
    expect(packed.subarray(12, 16).toString('hex')).toBe('02002101');
    packed.writeUInt8(40, 16);
    packed.writeUInt32LE(crc32(packed.subarray(12, 20)), 20);
    await expect(decompressXz(packed, MIB)).rejects.toThrow(/Memory usage limit/);
  });
});
