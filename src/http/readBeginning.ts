import { constants, gunzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Response } from 'node-fetch';
import { contentEncodings, isGzip } from './contentEncodings.js';

const MAX_BYTES = 4096;

/**
 * The beginning of a body as UTF-8 text, at most 4 KiB, decompressed if it is gzip; the rest is not read, and the connection is
 * closed. If the body breaks off, returns what came before, which may be nothing.
 */
export async function readBeginning({ body, headers }: Response): Promise<string> {
  if (!(body instanceof Readable)) return '';
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body) {
      if (!(part instanceof Uint8Array)) break;
      parts.push(part);
      length += part.length;
      if (length >= MAX_BYTES) break;
    }
  } catch {
    // A body that breaks off says less, but the status says what matters.
  }
  const raw = Buffer.concat(parts).subarray(0, MAX_BYTES);
  const bytes = isGzip(contentEncodings(headers)) ? unpacked(raw) : raw;
  return new TextDecoder().decode(bytes.subarray(0, MAX_BYTES));
}

function unpacked(raw: Buffer): Buffer {
  try {
    return gunzipSync(raw, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
