import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Response } from 'node-fetch';
import { PermanentHttpError, TransientHttpError } from '../model/errors.js';
import { contentEncodings, isGzip } from './contentEncodings.js';

const FIRST_BYTES = 64 * 1024;

export interface BodyLimits {
  /** The most that is read, and the most that it may decompress to. */
  readonly maxBytes: number;
  /** Called with the bytes received so far and the Content-Length, if any; both as sent, before decompression. */
  readonly onBytes?: (received: number, total: number | null) => void;
}

/**
 * The whole body of a response, decompressed if it is gzip.
 *
 * Memory grows with what actually arrives and never beyond `maxBytes`, whatever the headers say.
 *
 * @param what - the request, as `GET <redacted URL>`
 * @throws PermanentHttpError - larger than `maxBytes`, or in a content coding that was not requested
 * @throws TransientHttpError - not as long as Content-Length says, or broken gzip; a lost connection throws what the stream does
 */
export async function readBody(response: Response, what: string, limits: BodyLimits): Promise<Buffer> {
  const raw = await receive(response, what, limits);
  const packed = contentEncodings(response.headers);
  if (packed.length === 0) return raw;
  if (!isGzip(packed)) {
    throw new PermanentHttpError(`${what}: the answer is encoded as "${packed.join(', ')}", which was not requested.`);
  }
  return unpack(raw, what, limits.maxBytes);
}

async function receive(response: Response, what: string, { maxBytes, onBytes }: BodyLimits): Promise<Buffer> {
  const total = announcedLength(response.headers.get('content-length'));
  if (total !== null && total > maxBytes) throw tooLarge(what, maxBytes);
  // The system commits memory only when it is written to: an announced length that never arrives costs nothing.
  let bytes = Buffer.allocUnsafe(total ?? FIRST_BYTES);
  let received = 0;
  for await (const part of response.body ?? []) {
    const chunk = typeof part === 'string' ? Buffer.from(part) : part;
    const end = received + chunk.length;
    if (end > maxBytes) throw tooLarge(what, maxBytes);
    if (end > bytes.length) {
      const wider = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(end, bytes.length * 2)));
      bytes.copy(wider, 0, 0, received);
      bytes = wider;
    }
    chunk.copy(bytes, received);
    received = end;
    onBytes?.(received, total);
  }
  if (total !== null && received !== total) {
    throw new TransientHttpError(`${what}: ${received} bytes arrived, but ${total} were announced.`, response.status);
  }
  return bytes.subarray(0, received);
}

async function unpack(raw: Buffer, what: string, maxBytes: number): Promise<Buffer> {
  try {
    return await promisify(gunzip)(raw, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(what, maxBytes);
    throw new TransientHttpError(`${what}: the gzip data is damaged.`);
  }
}

function announcedLength(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

function tooLarge(what: string, maxBytes: number): PermanentHttpError {
  return new PermanentHttpError(`${what}: the answer is larger than the ${maxBytes} bytes allowed.`);
}
