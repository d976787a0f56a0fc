import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { RomHashes } from '../model/romFile.js';

/** Computes the three digests of a ROM from its bytes as they arrive. */
export interface RomDigest {
  /** Adds the next bytes; they are not kept. */
  readonly update: (bytes: Uint8Array) => void;
  /** Returns the digests of all bytes so far. Call it once, at the end. */
  readonly end: () => RomHashes;
}

/**
 * CRC-32/ISO-HDLC, MD5 and SHA-1 in one pass.
 *
 * @see https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-32-iso-hdlc
 * @see https://www.rfc-editor.org/rfc/rfc1321 and https://www.rfc-editor.org/rfc/rfc3174
 */
export function romDigest(): RomDigest {
  const md5 = createHash('md5');
  const sha1 = createHash('sha1');
  let crc = 0;
  let size = 0;
  return {
    update: (bytes) => {
      md5.update(bytes);
      sha1.update(bytes);
      crc = crc32(bytes, crc);
      size += bytes.length;
    },
    end: () => ({
      size,
      crc32: crc.toString(16).toUpperCase().padStart(8, '0'),
      md5: md5.digest('hex'),
      sha1: sha1.digest('hex'),
    }),
  };
}
