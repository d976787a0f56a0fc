import type { SealedBlob } from '../model/blob.js';
import type { Compression } from '../model/compression.js';
import { BlobError } from '../model/errors.js';
import { decodeLongBase64 } from './base64.js';
import { deriveKey, romPassword } from './blobKey.js';
import { LAYERS } from './compression.js';
import { decryptFernet, encryptFernet, type FernetStamp } from './fernet.js';
import { sha224Hex } from './hashes.js';
import { XZ_MAGIC, decompressXz } from './xz.js';

/** The largest patch that a blob may hold, in bytes. */
export const MAX_PATCH_BYTES = 32 * 1024 * 1024;

/** What sealing takes from the random source, the clock and the configuration; the same input always gives the same blob. */
export interface SealStamp extends FernetStamp {
  readonly compression: Compression;
}

/** A new blob with the key that opens it. */
export interface Sealed {
  readonly blob: SealedBlob;
  /** 32 bytes. */
  readonly key: Buffer;
}

/**
 * Seals a patch: xz, Fernet, xz again.
 *
 * @param patSha224 - sha224 of `patch`, 56 lower-case hex digits; the key is derived from it and `salt`
 * @param salt - 16 random bytes, shared with the ROM's blob
 */
export async function sealPatch(patch: Buffer, patSha224: string, salt: Buffer, stamp: SealStamp): Promise<Sealed> {
  return sealUnder(patch, await deriveKey(patSha224, salt), stamp);
}

/**
 * Seals a patched ROM in the same layers as {@link sealPatch}, under a key that only an owner of the base ROM can
 * derive.
 *
 * @param baseRom - without a copier header
 * @param patSha224 - sha224 of the patch, 56 lower-case hex digits
 * @param salt - the salt of the patch's blob
 */
export async function sealRom(
  rom: Buffer,
  baseRom: Buffer,
  patSha224: string,
  salt: Buffer,
  stamp: SealStamp,
): Promise<Sealed> {
  return sealUnder(rom, await deriveKey(romPassword(baseRom, patSha224), salt), stamp);
}

/**
 * Seals a patch or a ROM under a given key.
 *
 * @param key - 32 bytes
 */
export async function sealUnder(content: Buffer, key: Buffer, { compression, ...stamp }: SealStamp): Promise<Sealed> {
  const layers = LAYERS[compression];
  const token = encryptFernet(key, await layers.content(content), stamp);
  const bytes = await layers.token(token);
  return { blob: { bytes, sha224: sha224Hex(bytes) }, key };
}

/**
 * Opens a blob in any of the forms found in archives: the plaintext of its token may be raw xz or base64-encoded xz.
 *
 * @param file - the blob file's bytes
 * @param keys - tried in turn: a ROM's blob may be sealed under the ROM's key or, in old archives, under its patch's
 * @param maxBytes - the largest patch or ROM to accept
 * @throws {@link BlobError} when a layer is damaged, no key fits, or the content is larger than `maxBytes`
 */
export async function openBlob(file: Buffer, keys: readonly Buffer[], maxBytes: number): Promise<Buffer> {
  // Base64 applied twice (a token of base64 text) takes 16/9 of the content's size.
  const token = await decompressXz(file, 2 * maxBytes + 4096);
  return decompressXz(xzInside(decryptWithAny(keys, token)), maxBytes);
}

function decryptWithAny(keys: readonly Buffer[], token: Buffer): Buffer {
  let failure = new BlobError('No key is known for the blob.');
  for (const key of keys) {
    try {
      return decryptFernet(key, token);
    } catch (error) {
      if (!(error instanceof BlobError)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function xzInside(plaintext: Buffer): Buffer {
  if (isXz(plaintext)) return plaintext;
  const decoded = decodeLongBase64(plaintext);
  if (decoded === null || !isXz(decoded))
    throw new BlobError('The blob can be decrypted, but the result is not xz data.');
  return decoded;
}

function isXz(bytes: Buffer): boolean {
  return bytes.subarray(0, XZ_MAGIC.length).equals(XZ_MAGIC);
}
