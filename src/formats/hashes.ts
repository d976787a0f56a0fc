import { type Hash, createHash } from 'node:crypto';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import crc16 from 'crc/crc16';
import type { Digests } from '../model/patch.js';

/** Hashes of bytes as the `attachments` table holds them: lower-case hex, full width. */
export interface ContentHashes {
  readonly md5: string;
  readonly sha1: string;
  readonly sha224: string;
  readonly sha256: string;
}

/** The hashes of a file, plus two checksums. */
export interface FileHashes extends ContentHashes {
  /** CRC-16/ARC, 4 digits. */
  readonly crc16: string;
  /** CRC-32/ISO-HDLC, 8 digits. */
  readonly crc32: string;
}

function hex(algorithm: 'md5' | 'sha1' | 'sha224' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** The SHA-1 of `bytes`, lower-case hex. */
export function sha1Hex(bytes: Uint8Array): string {
  return hex('sha1', bytes);
}

/** The SHA-224 of `bytes`, lower-case hex. */
export function sha224Hex(bytes: Uint8Array): string {
  return hex('sha224', bytes);
}

/**
 * The archive's name for `bytes`: 24 bytes of SHAKE-128 in base64 with `+` → `_` and `/` → `-`, always 32 characters.
 *
 * The two substitutions are the reverse of base64url's and must stay so: files and rows are named by them. A name may
 * begin with `-`.
 */
export function shake128Name(bytes: Uint8Array): string {
  return nameOf(newShake128().update(bytes));
}

const newShake128 = (): Hash => createHash('shake128', { outputLength: 24 });

const nameOf = (shake128: Hash): string => shake128.digest('base64').replaceAll('+', '_').replaceAll('/', '-');

/** The three hashes by which the archive identifies a patch or a ROM. */
export function digests(bytes: Uint8Array): Digests {
  return { sha1: sha1Hex(bytes), sha224: sha224Hex(bytes), shake128: shake128Name(bytes) };
}

/** The bytes hashed per turn, which takes one to four milliseconds. */
const TURN_BYTES = 1024 * 1024;

/** As {@link digests}, but yields to the event loop again and again: a large ROM takes many milliseconds. */
export async function digestsInTurns(bytes: Uint8Array): Promise<Digests> {
  const [sha1, sha224, shake128] = [createHash('sha1'), createHash('sha224'), newShake128()];
  for (let at = 0; at < bytes.length; at += TURN_BYTES) {
    const piece = bytes.subarray(at, at + TURN_BYTES);
    for (const hash of [sha1, sha224, shake128]) {
      await yieldToEventLoop();
      hash.update(piece);
    }
  }
  return { sha1: sha1.digest('hex'), sha224: sha224.digest('hex'), shake128: nameOf(shake128) };
}

/**
 * The CRC-32/ISO-HDLC of `bytes`, 8 lower-case hex digits.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-32-iso-hdlc
 */
export function crc32Hex(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}

/**
 * The CRC-16/ARC of `bytes`, 4 lower-case hex digits.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/16.htm#crc.cat.crc-16-arc
 */
export function crc16Hex(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return crc16(view).toString(16).padStart(4, '0');
}

/** Every hash that the `attachments` table holds of a file's content. */
export function contentHashes(bytes: Uint8Array): ContentHashes {
  return {
    md5: hex('md5', bytes),
    sha1: sha1Hex(bytes),
    sha224: sha224Hex(bytes),
    sha256: hex('sha256', bytes),
  };
}

/** Every hash that the `attachments` table holds of a file itself. */
export function fileHashes(bytes: Uint8Array): FileHashes {
  return { ...contentHashes(bytes), crc16: crc16Hex(bytes), crc32: crc32Hex(bytes) };
}
