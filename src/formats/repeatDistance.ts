import { crc32 } from 'node:zlib';

/** The sizes of banks are multiples of this. */
const BLOCK = 4096;

/**
 * The longest distance, in bytes, from a 4 KiB block back to its previous occurrence; 0 if no block repeats. Blocks are
 * identified by their CRC-32 and looked for at multiples of their size, where banks are copied to. Free space (one byte,
 * repeated) does not count: it recurs close by everywhere.
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
