import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { openBlob, sealUnder } from '../../src/formats/blob.js';
import { LAYERS } from '../../src/formats/compression.js';
import { decryptFernet } from '../../src/formats/fernet.js';
import { decompressXz } from '../../src/formats/xz.js';
import { COMPRESSIONS } from '../../src/model/compression.js';

const MIB = 1024 * 1024;
const baseRom = readFileSync(new URL('../golden/patches/base.sfc', import.meta.url));
const key = randomBytes(32);
const stamp = { iv: randomBytes(16), time: 1_760_000_000 };

const seal = async (content: Buffer, compression: (typeof COMPRESSIONS)[number]): Promise<Buffer> =>
  (await sealUnder(content, key, { ...stamp, compression })).blob.bytes;

/** The programs that other readers rely on: how to check that each is installed, and how it decompresses its input. */
const READERS = [
  ['xz', ['--version'], ['--decompress', '--stdout']],
  [
    'python3',
    ['-c', 'import lzma'],
    ['-c', 'import lzma, sys; sys.stdout.buffer.write(lzma.decompress(sys.stdin.buffer.read()))'],
  ],
] as const;

const isThere = (program: string, words: readonly string[]): boolean => {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

describe.each(COMPRESSIONS)('a blob sealed %s', (compression) => {
  it('opens again, whatever its content', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 9000 }), async (bytes) => {
        const content = Buffer.from(bytes);
        expect(await openBlob(await seal(content, compression), [key], 9000)).toEqual(content);
      }),
      { numRuns: 30 },
    );
    expect((await openBlob(await seal(baseRom, compression), [key], baseRom.length)).equals(baseRom)).toBe(true);
  });

  it('is the same every time', async () => {
    const once = await seal(baseRom, compression);
    expect((await seal(baseRom, compression)).equals(once)).toBe(true);
  });

  it.each(READERS)('opens with %s, if that is installed', async (program, version, unpack) => {
    const unpacked = (input: Buffer): Buffer => execFileSync(program, unpack, { input, maxBuffer: 64 * MIB });
    const there = isThere(program, version);
    // Both are installed on the machines that test every change; elsewhere the package's own decoder stands in.
    if (!there && process.env.CI !== undefined) throw new Error(`${program} is not installed.`);
    const open = there ? unpacked : (input: Buffer) => decompressXz(input, 64 * MIB);
    const token = await open(await seal(baseRom, compression));
    expect((await open(decryptFernet(key, token))).equals(baseRom)).toBe(true);
  });
});

// The inner layer of `original` is the same as that of `small`.
it.each(['fast', 'small'] as const)(
  '%s needs no more decoder memory than any blob may, even for the largest ROM',
  async (compression) => {
    const bank = randomBytes(64 * 1024);
    const largest = Buffer.concat([bank, Buffer.alloc(16 * MIB - 2 * bank.length), bank]);
    const packed = await LAYERS[compression].content(largest);
    expect((await decompressXz(packed, largest.length)).equals(largest)).toBe(true);
  },
);

test('small blobs are no more than 0.05 % larger than the original ones', async () => {
  const [small, original] = [await seal(baseRom, 'small'), await seal(baseRom, 'original')];
  expect(small.length).toBeLessThan(1.0005 * original.length);
});

describe('the fast setting', () => {
  it('find a repeated bank that lies megabytes back', async () => {
    const [bank, between] = [randomBytes(64 * 1024), randomBytes(MIB)];
    const rom = Buffer.concat([bank, between, bank]);
    const packed = await LAYERS.fast.content(rom);
    expect(packed.length).toBeLessThan(bank.length + between.length + 4096);
  });
});
