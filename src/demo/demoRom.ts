import { crc32 } from 'node:zlib';
import { seededRandom } from './seededRandom.js';

const CARTRIDGE_BYTES = 16 * 1024;
/** Eight raw sectors. */
const TRACK_BYTES = 8 * 2352;

/** Generates the content of a ROM from its name: noise, the same at every call. A `.bin` is a track of a disc. */
export function demoRom(name: string): Buffer {
  const random = seededRandom(crc32(name));
  return Buffer.from(Array.from({ length: name.endsWith('.bin') ? TRACK_BYTES : CARTRIDGE_BYTES }, () => random(256)));
}
