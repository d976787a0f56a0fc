import { crc32, deflateSync } from 'node:zlib';
import { seededRandom } from '../seededRandom.js';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Eight bits per channel, red, green and blue; deflate, no interlacing. */
const TRUE_COLOUR = Buffer.from([8, 2, 0, 0, 0]);
const NO_FILTER = 0;
const STRIPE = 12;

/**
 * A PNG with diagonal stripes in two colors chosen by the seed.
 *
 * @param width - in pixels, like the height
 * @see https://www.w3.org/TR/png-3/
 */
export function stripedPng(width: number, height: number, seed: number): Buffer {
  const random = seededRandom(seed);
  const colour = (): Buffer => Buffer.from([random(256), random(256), random(256)]);
  const colours = [colour(), colour()] as const;
  const rows = Array.from({ length: height }, (_, y) => {
    const pixels = Array.from({ length: width }, (_, x) => colours[(x + y) % (2 * STRIPE) < STRIPE ? 0 : 1]);
    return Buffer.concat([Buffer.of(NO_FILTER), ...pixels]);
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([uint32(width), uint32(height), TRUE_COLOUR])),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
