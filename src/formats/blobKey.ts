import { createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { BlobError } from '../model/errors.js';
import { decodeBase64, encodeUrlSafeBase64 } from './base64.js';

const ITERATIONS = 390_000;
const KEY_SIZE = 32;

/** The size of a salt in bytes; a patch and its ROM share one salt. */
export const SALT_SIZE = 16;

const pbkdf2Async = promisify(pbkdf2);

/**
 * Derives a blob's key from its password, off the main thread (PBKDF2-HMAC-SHA256, 390,000 iterations).
 *
 * The passwords are derived from public data, so sealing is mere obfuscation: anyone with the patch's sha224 can open
 * its blob.
 *
 * @param password - ASCII: `pat_sha224` for a patch, {@link romPassword} for a ROM
 * @param salt - 16 random bytes
 * @returns 32 bytes, a Fernet key
 */
export function deriveKey(password: string, salt: Buffer): Promise<Buffer> {
  return pbkdf2Async(Buffer.from(password, 'ascii'), salt, ITERATIONS, KEY_SIZE, 'sha256');
}

/**
 * The password of a ROM's blob, which only an owner of the base ROM can compute.
 *
 * @param baseRom - without a copier header
 * @param patSha224 - 56 lower-case hex digits
 * @returns 56 lower-case hex digits: sha224 of the base ROM followed by `patSha224` in ASCII
 */
export function romPassword(baseRom: Buffer, patSha224: string): string {
  return createHash('sha224').update(baseRom).update(patSha224, 'ascii').digest('hex');
}

/** Encodes a key for `patchblob1_key`: base64 of its URL-safe base64, 60 characters. */
export function encodePatchKey(key: Buffer): string {
  return Buffer.from(encodeUrlSafeBase64(key), 'ascii').toString('base64');
}

/**
 * Decodes a `patchblob1_key`: 60 characters, or 44 in old archives, each in either alphabet.
 *
 * @throws {@link BlobError} when it is neither
 */
export function parsePatchKey(text: string): Buffer {
  const inner = text.length === 60 ? (decodeBase64(text)?.toString('latin1') ?? '') : text;
  return decodeExactly(inner, KEY_SIZE, 'A patchblob1_key is 60 characters of base64, or 44; this one is not.');
}

/** Encodes a salt for `romblob_salt`: URL-safe base64, 24 characters. */
export function encodeSalt(salt: Buffer): string {
  return encodeUrlSafeBase64(salt);
}

/**
 * Decodes a `romblob_salt`: 24 characters of base64 in either alphabet.
 *
 * @throws {@link BlobError} when it is not that
 */
export function parseSalt(text: string): Buffer {
  return decodeExactly(text, SALT_SIZE, 'A romblob_salt is 24 characters of base64; this one is not.');
}

function decodeExactly(text: string, size: number, complaint: string): Buffer {
  const bytes = text.length % 4 === 0 ? decodeBase64(text) : null;
  if (bytes?.length !== size) throw new BlobError(complaint);
  return bytes;
}
