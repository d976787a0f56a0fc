import { seededRandom } from './seededRandom.js';

/**
 * Changes a ROM here and there, and makes it larger when asked to: what a hack's author does, without the art.
 *
 * @param base - stays as it is
 * @param seed - the same seed always gives the same ROM, and another one another
 * @param size - in bytes, at least that of `base`
 */
export function editedRom(base: Buffer, seed: number, size = base.length): Buffer {
  const random = seededRandom(seed);
  const rom = Buffer.alloc(size);
  base.copy(rom);
  for (let place = 0; place < 40; place++) {
    const at = random(size - 64);
    const length = 1 + random(64);
    // XOR with what is not zero: every byte of the stretch really changes.
    for (let i = at; i < at + length; i++) rom[i] = (rom[i] ?? 0) ^ (1 + random(255));
  }
  return rom;
}
