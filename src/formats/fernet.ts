import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { BlobError } from '../model/errors.js';
import { decodeLongBase64, encodeLongUrlSafeBase64 } from './base64.js';

const VERSION = 0x80;
/** Version (1), time (8), IV (16). */
const HEADER_SIZE = 25;
const BLOCK_SIZE = 16;
const HMAC_SIZE = 32;

/** The two inputs of a token besides key and plaintext. */
export interface FernetStamp {
  /** 16 random bytes, never used twice with the same key. */
  readonly iv: Buffer;
  /** Unix time in whole seconds; recorded in the token, never checked. */
  readonly time: number;
}

/** The first half of the key signs, the second encrypts. */
const signingKey = (key: Buffer): Buffer => key.subarray(0, 16);
const encryptionKey = (key: Buffer): Buffer => key.subarray(16);

/**
 * Encrypts bytes into a Fernet token: AES-128-CBC, signed with HMAC-SHA256.
 *
 * @param key - 32 bytes
 * @returns the token in ASCII: URL-safe base64 with padding
 * @see https://github.com/fernet/spec/blob/master/Spec.md
 */
export function encryptFernet(key: Buffer, plaintext: Buffer, { iv, time }: FernetStamp): Buffer {
  const header = Buffer.alloc(HEADER_SIZE);
  header.writeUInt8(VERSION);
  header.writeBigUInt64BE(BigInt(time), 1);
  iv.copy(header, 9);
  const cipher = createCipheriv('aes-128-cbc', encryptionKey(key), iv);
  const signed = [header, cipher.update(plaintext), cipher.final()];
  const hmac = createHmac('sha256', signingKey(key));
  for (const part of signed) hmac.update(part);
  return encodeLongUrlSafeBase64(Buffer.concat([...signed, hmac.digest()]));
}

/**
 * Decrypts a Fernet token of any age.
 *
 * @param key - 32 bytes
 * @param token - base64 in either alphabet, in ASCII, without whitespace
 * @throws {@link BlobError} when it is not a token, was modified, or was made with another key
 * @see https://github.com/fernet/spec/blob/master/Spec.md
 */
export function decryptFernet(key: Buffer, token: Buffer): Buffer {
  const bytes = decodeLongBase64(token);
  const cipherSize = bytes === null ? 0 : bytes.length - HEADER_SIZE - HMAC_SIZE;
  if (bytes?.[0] !== VERSION || cipherSize < BLOCK_SIZE || cipherSize % BLOCK_SIZE !== 0) {
    throw new BlobError('The data is not a Fernet token.');
  }
  const signed = bytes.subarray(0, -HMAC_SIZE);
  const hmac = createHmac('sha256', signingKey(key)).update(signed).digest();
  if (!timingSafeEqual(hmac, bytes.subarray(-HMAC_SIZE))) {
    throw new BlobError('The Fernet token does not match its key: it was altered, or the key is the wrong one.');
  }
  const decipher = createDecipheriv('aes-128-cbc', encryptionKey(key), signed.subarray(9, HEADER_SIZE));
  try {
    return Buffer.concat([decipher.update(signed.subarray(HEADER_SIZE)), decipher.final()]);
  } catch {
    throw new BlobError('The Fernet token is signed correctly, but its padding is wrong.');
  }
}
