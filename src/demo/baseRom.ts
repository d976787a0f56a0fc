import { sha224Hex } from '../formats/hashes.js';
import type { BaseRom } from '../model/rom.js';
import { type Random, seededRandom } from './seededRandom.js';

const ROM_BYTES = 512 * 1024;
const BLOCK_BYTES = 4096;
/** Offset of the title in a LoROM cartridge, 21 characters. */
const TITLE_AT = 0x7fc0;

/**
 * Generates the ROM that the demo's hacks are for: 512 KiB of noise, tiles and free space, the same at every call. It
 * contains nothing of any game.
 */
export function demoBaseRom(): BaseRom {
  const random = seededRandom(0x534d57);
  const bytes = Buffer.alloc(ROM_BYTES);
  for (let at = 0; at < ROM_BYTES; at += BLOCK_BYTES) fillBlock(bytes.subarray(at, at + BLOCK_BYTES), random);
  bytes.write('ROMFLOW DEMO BASE'.padEnd(21), TITLE_AT, 'latin1');
  return { bytes, sha224: sha224Hex(bytes) };
}

/** Code compresses badly, tiles compress well, free space compresses to nothing: a third of each. */
function fillBlock(block: Buffer, random: Random): void {
  switch (random(3)) {
    case 0:
      for (let i = 0; i < block.length; i++) block[i] = random(256);
      return;
    case 1:
      block.fill(Buffer.from(Array.from({ length: 32 }, () => random(256))));
      return;
    default:
      block.fill(random(2) === 0 ? 0x00 : 0xff);
  }
}
