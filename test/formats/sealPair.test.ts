import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { openBlob } from '../../src/formats/blob.js';
import { deriveKey, parsePatchKey, parseSalt, romPassword } from '../../src/formats/blobKey.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { type Unsealed, sealPair } from '../../src/formats/sealPair.js';
import { unsealPatch } from '../../src/formats/unsealPatch.js';
import { BlobError } from '../../src/model/errors.js';

const MIB = 1024 * 1024;
const patch = Buffer.from('42505331007f9e007f9e807c7efe89d49eb189d49eb1b8729273', 'hex');
const unsealed: Unsealed = {
  gameId: '12',
  patch,
  patSha224: sha224Hex(patch),
  rom: Buffer.from('the patched ROM'),
  baseRom: Buffer.from('the base ROM'),
  compression: 'original',
};

/** 00, 01, 02 … across all calls: the salt and the first IV of the fixed vector. */
function counting(): (size: number) => Buffer {
  let next = 0;
  return (size) => Buffer.from(Array.from({ length: size }, () => next++));
}

describe('a sealed pair', () => {
  test('matches the fixed vector, byte for byte, when random bytes and clock are fixed', async () => {
    const { names, patchBlob, hashes } = await sealPair(unsealed, {
      randomBytes: counting(),
      now: () => 1_760_000_000_999,
    });
    expect(names).toMatchObject({
      patchblob1_name: 'pblob_12_9ba5769a01',
      patchblob1_key: 'cTRJbVduYkxhSmdhRkxtMzM2TXFoaTdSUnBoaFNMbWtDUFRsMWN6RUpOYz0=',
      patchblob1_sha224: '9ba5769a01c983ef0c080fa2f4a736d5616a4e1fe53c956ea0936241',
      romblob_salt: 'AAECAwQFBgcICQoLDA0ODw==',
    });
    expect(patchBlob).toHaveLength(260);
    expect(hashes).toMatchObject({ file_crc16: 'e398', file_crc32: '69cc2727' });
  });

  test('opens again with nothing but what its names say', async () => {
    const { names, patchBlob, romBlob, hashes } = await sealPair(unsealed, { randomBytes, now: Date.now });
    expect(await unsealPatch(patchBlob, { ...names, pat_sha224: unsealed.patSha224 })).toEqual(patch);

    const password = romPassword(unsealed.baseRom, unsealed.patSha224);
    const romKey = await deriveKey(password, parseSalt(names.romblob_salt));
    expect(await openBlob(romBlob, [romKey], MIB)).toEqual(unsealed.rom);
    expect(names.patchblob1_name).toBe(`pblob_12_${sha224Hex(patchBlob).slice(0, 10)}`);
    expect(names.romblob_name).toBe(`rblob_12_${sha224Hex(romBlob).slice(0, 10)}`);
    expect(hashes).toEqual(attachmentHashes(patchBlob, patch));
  });

  test('keeps the ROM from anyone who has only the patch’s key', async () => {
    const { names, romBlob } = await sealPair(unsealed, { randomBytes, now: Date.now });
    await expect(openBlob(romBlob, [parsePatchKey(names.patchblob1_key)], MIB)).rejects.toBeInstanceOf(BlobError);
  });

  test('uses one salt for both and an IV for each, freshly drawn every time', async () => {
    const sizes: number[] = [];
    const sources = {
      randomBytes: (size: number) => {
        sizes.push(size);
        return randomBytes(size);
      },
      now: Date.now,
    };
    const first = await sealPair(unsealed, sources);
    const second = await sealPair(unsealed, sources);
    expect(sizes).toEqual([16, 16, 16, 16, 16, 16]);
    for (const key of ['patchblob1_name', 'patchblob1_key', 'romblob_name', 'romblob_salt'] as const) {
      expect(second.names[key]).not.toBe(first.names[key]);
    }
  });
});

test('a patch that does not match its hash is refused before anybody relies on the blob', async () => {
  const other = { ...unsealed, patch: Buffer.from('another patch') };
  await expect(sealPair(other, { randomBytes, now: Date.now })).rejects.toBeInstanceOf(BlobError);
});
