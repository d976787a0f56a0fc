import { seededRandom } from './seededRandom.js';

/**
 * Changes a ROM here and there, and enlarges it if asked: what a hack's author does, without the art.
 *
 * @param base - not modified
 * @param seed - the same seed always yields the same ROM, different seeds different ones
 * @param size - in bytes, at least that of `base`
 */
export function editedRom(base: Buffer, seed: number, size = base.length): Buffer {
  const random = seededRandom(seed);
  const rom = Buffer.alloc(size);
  base.copy(rom);
  for (let place = 0; place < 40; place++) {
    const at = random(size - 64);
    const length = 1 + random(64);
    // XOR with a nonzero value, so that every byte of the range really changes.
    for (let i = at; i < at + length; i++) rom[i] = (rom[i] ?? 0) ^ (1 + random(255));
  }
  return rom;
}
