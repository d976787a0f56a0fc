import { crc32, deflateSync } from 'node:zlib';
import { crc32Hex, sha1Hex } from '../../../src/formats/hashes.js';
import type { Medium } from '../../../src/model/scrapedGame.js';

/** A PNG of a single color. */
export function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * height));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Just enough of a JPEG to tell its size. */
export function jpeg(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(height, 0);
  size.writeUInt16BE(width, 2);
  return Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108', 'hex'),
    size,
    Buffer.from('03012200021101031101ffd9', 'hex'),
  ]);
}

export const MP4 = Buffer.from('0000001866747970697361d6000002006d70343269736f6d00000008667265650000000000', 'hex');
export const WEBM = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581', 'hex');
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

/** A medium of which the site says only where it is. */
export const medium = (type: string, overrides: Partial<Medium> = {}): Medium => ({
  type,
  parent: 'jeu',
  region: null,
  support: null,
  url: `https://example.test/api2/mediaJeu.php?media=${type}`,
  format: 'png',
  crc32: null,
  md5: null,
  sha1: null,
  size: null,
  ...overrides,
});

/** A medium of which the site says everything that it should. */
export const announced = (type: string, bytes: Buffer, overrides: Partial<Medium> = {}): Medium =>
  medium(type, {
    size: bytes.length,
    crc32: crc32Hex(bytes),
    sha1: sha1Hex(bytes),
    ...overrides,
  });
