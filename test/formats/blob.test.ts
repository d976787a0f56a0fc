import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { encodeUrlSafeBase64 } from '../../src/formats/base64.js';
import { openBlob, sealPatch, sealRom } from '../../src/formats/blob.js';
import {
  deriveKey,
  encodePatchKey,
  encodeSalt,
  parsePatchKey,
  parseSalt,
  romPassword,
} from '../../src/formats/blobKey.js';
import { encryptFernet } from '../../src/formats/fernet.js';
import { compressXz, decompressXz } from '../../src/formats/xz.js';
import { BlobError } from '../../src/model/errors.js';

const MIB = 1024 * 1024;
const golden = (path: string) => readFileSync(new URL(`../golden/${path}`, import.meta.url));
const sha224 = (bytes: Buffer) => createHash('sha224').update(bytes).digest('hex');

const baseRom = golden('patches/base.sfc');
const patch = Buffer.from('42505331007f9e007f9e807c7efe89d49eb189d49eb1b8729273', 'hex');
const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const fernetStamp = { iv: Buffer.from('101112131415161718191a1b1c1d1e1f', 'hex'), time: 1760000000 };
const stamp = { ...fernetStamp, compression: 'original' } as const;

describe('the fixed vector', () => {
  it('is sealed byte for byte', async () => {
    const { blob, key } = await sealPatch(patch, sha224(patch), salt, stamp);
    expect(encodePatchKey(key)).toBe('cTRJbVduYkxhSmdhRkxtMzM2TXFoaTdSUnBoaFNMbWtDUFRsMWN6RUpOYz0=');
    expect(encodeSalt(salt)).toBe('AAECAwQFBgcICQoLDA0ODw==');
    expect(blob.bytes).toHaveLength(260);
    expect(blob.sha224).toBe('9ba5769a01c983ef0c080fa2f4a736d5616a4e1fe53c956ea0936241');
    expect(sha224(blob.bytes)).toBe(blob.sha224);
    expect(await openBlob(blob.bytes, [key], MIB)).toEqual(patch);
  });
});

const decoded = z.object({ size: z.int(), sha224: z.string() });
const vectors = z
  .object({
    blobs: z.array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('patch'),
          file: z.string(),
          salt_urlsafe_base64: z.string(),
          patchblob1_key: z.string(),
          patchblob1_sha224: z.string(),
          pat_sha224: z.string(),
          decoded,
        }),
        z.object({
          kind: z.literal('rom'),
          file: z.string(),
          romblob_salt: z.string(),
          romblob_sha224: z.string(),
          pat_sha224: z.string(),
          decoded,
        }),
      ]),
    ),
  })
  .parse(JSON.parse(golden('blobs/vectors.json').toString())).blobs;
const patchVectors = vectors.filter((vector) => vector.kind === 'patch');
const romVectors = vectors.filter((vector) => vector.kind === 'rom');

test('there are golden blobs of both kinds', () => {
  expect(patchVectors.length).toBeGreaterThan(0);
  expect(romVectors.length).toBeGreaterThan(0);
});

test.each(patchVectors)('$file opens with its recorded key', async (vector) => {
  const file = golden(`blobs/${vector.file}`);
  const key = parsePatchKey(vector.patchblob1_key);
  const found = await openBlob(file, [key], vector.decoded.size);
  expect(found).toHaveLength(vector.decoded.size);
  expect(sha224(found)).toBe(vector.decoded.sha224);
  expect(await deriveKey(vector.pat_sha224, parseSalt(vector.salt_urlsafe_base64))).toEqual(key);
  await expect(openBlob(file, [key], vector.decoded.size - 1)).rejects.toThrow(BlobError);
});

test.each(romVectors)('$file opens with the key of the ROM or of its patch', async (vector) => {
  const file = golden(`blobs/${vector.file}`);
  expect(sha224(file)).toBe(vector.romblob_sha224);
  const romSalt = parseSalt(vector.romblob_salt);
  const keys = await Promise.all(
    [romPassword(baseRom, vector.pat_sha224), vector.pat_sha224].map((password) => deriveKey(password, romSalt)),
  );
  for (const candidates of [keys, keys.toReversed()]) {
    const rom = await openBlob(file, candidates, 16 * MIB);
    expect(rom).toHaveLength(vector.decoded.size);
    expect(sha224(rom)).toBe(vector.decoded.sha224);
  }
});

describe('a sealed ROM', () => {
  it('opens under its own key, but not under the patch key', async () => {
    const { blob, key } = await sealRom(baseRom, baseRom, sha224(patch), salt, { ...stamp, compression: 'fast' });
    expect(key).toEqual(await deriveKey(romPassword(baseRom, sha224(patch)), salt));
    expect((await openBlob(blob.bytes, [key], baseRom.length)).equals(baseRom)).toBe(true);
    await expect(openBlob(blob.bytes, [await deriveKey(sha224(patch), salt)], baseRom.length)).rejects.toThrow(
      BlobError,
    );
  });
});

/** Seals as {@link sealPatch} does, under any key: deriving one takes too long for a property test. */
async function sealUnder(key: Buffer, content: Buffer, asText = false): Promise<Buffer> {
  const packed = await compressXz(content, 1);
  const plaintext = asText ? Buffer.from(packed.toString('base64')) : packed;
  return compressXz(encryptFernet(key, plaintext, { iv: randomBytes(16), time: 0 }), 1);
}

describe('openBlob', () => {
  const key = Buffer.alloc(32, 7);

  it('restores any bytes, in either form, at exactly the size that is allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.boolean(), async (array, asText) => {
        const content = Buffer.from(array);
        const blob = await sealUnder(key, content, asText);
        expect(await openBlob(blob, [Buffer.alloc(32), key], content.length)).toEqual(content);
      }),
      { numRuns: 20 },
    );
  });

  it('opens incompressible content, as text too', async () => {
    const content = randomBytes(300_000);
    expect((await openBlob(await sealUnder(key, content, true), [key], content.length)).equals(content)).toBe(true);
  });

  it('refuses a blob when given no key, or only wrong ones', async () => {
    const blob = await sealUnder(key, patch);
    await expect(openBlob(blob, [], MIB)).rejects.toThrow(/No key/);
    await expect(openBlob(blob, [Buffer.alloc(32), Buffer.alloc(32, 1)], MIB)).rejects.toThrow(BlobError);
  });

  it('refuses a truncated blob', async () => {
    const blob = await sealUnder(key, patch);
    await fc.assert(
      fc.asyncProperty(fc.nat(blob.length - 1), async (at) => {
        await expect(openBlob(blob.subarray(0, at), [key], MIB)).rejects.toThrow(BlobError);
      }),
    );
  });

  const withByteChanged = (blob: Buffer, at: number, flip: number) => {
    const changed = Buffer.from(blob);
    changed.writeUInt8(changed.readUInt8(at) ^ flip, at);
    return changed;
  };

  it('refuses a blob with any byte changed, unless xz encodes the same token in another way', async () => {
    const blob = await sealUnder(key, patch);
    const token = await decompressXz(blob, MIB);
    await fc.assert(
      fc.asyncProperty(fc.nat(blob.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = withByteChanged(blob, at, flip);
        const spelled = await decompressXz(changed, MIB).catch(() => null);
        if (spelled?.equals(token)) expect(await openBlob(changed, [key], MIB)).toEqual(patch);
        else await expect(openBlob(changed, [key], MIB)).rejects.toThrow(BlobError);
      }),
    );
  });

  it('refuses the fixed vector with any single bit flipped', async () => {
    const { blob, key: itsKey } = await sealPatch(patch, sha224(patch), salt, stamp);
    for (let bit = 0; bit < blob.bytes.length * 8; bit += 1) {
      const changed = withByteChanged(blob.bytes, bit >> 3, 1 << (bit & 7));
      await expect(openBlob(changed, [itsKey], MIB), `bit ${bit}`).rejects.toThrow(BlobError);
    }
  });

  it('refuses a token that is changed beneath an intact outer layer', async () => {
    const token = encryptFernet(key, await compressXz(patch), stamp);
    token.writeUInt8(token.readUInt8(60) === 65 ? 66 : 65, 60);
    await expect(openBlob(await compressXz(token), [key], MIB)).rejects.toThrow(/does not match its key/);
  });

  test.each([
    ['plain bytes', patch],
    ['base64 of plain bytes', Buffer.from(patch.toString('base64'))],
    ['nothing', Buffer.alloc(0)],
  ])('refuses a token of %s', async (_what, plaintext) => {
    const blob = await compressXz(encryptFernet(key, plaintext, stamp));
    await expect(openBlob(blob, [key], MIB)).rejects.toThrow(/not xz data/);
  });

  it('refuses a decompression bomb in either layer', async () => {
    const bomb = await compressXz(Buffer.alloc(16 * MIB), 1);
    await expect(openBlob(bomb, [key], MIB)).rejects.toThrow(/more than/);
    const hidden = await compressXz(encryptFernet(key, bomb, stamp));
    await expect(openBlob(hidden, [key], MIB)).rejects.toThrow(/more than the 1048576 bytes/);
  });

  it('also reads xz as text in the URL-safe alphabet', async () => {
    const packed = await compressXz(patch);
    const token = encryptFernet(key, Buffer.from(encodeUrlSafeBase64(packed)), stamp);
    expect(await openBlob(await compressXz(token), [key], MIB)).toEqual(patch);
  });
});
