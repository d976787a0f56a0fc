import { crc32 } from 'node:zlib';

/** Banks are multiples of it. */
const BLOCK = 4096;

/**
 * How far back the farthest block of 4 KiB lies that comes again, up to its beginning, in bytes; 0 when none does. Blocks
 * are told by their CRC-32 and looked for at multiples of their size, where banks are copied to. Free space, one byte all
 * over, does not count: it is near everywhere.
 */
export function repeatDistance(bytes: Buffer): number {
  const lastSeen = new Map<number, number>();
  let farthest = 0;
  for (let at = 0; at + BLOCK <= bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.subarray(1).equals(block.subarray(0, -1))) continue;
    const crc = crc32(block);
    farthest = Math.max(farthest, at - (lastSeen.get(crc) ?? at));
    lastSeen.set(crc, at);
  }
  return farthest;
}
