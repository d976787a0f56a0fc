import type { SealSources } from './sealPair.js';

/** A salt and two IVs, in the order in which sealing asks for them. */
const DRAWS = [16, 16, 16] as const;

/** The size of `random` in bytes. */
export const RANDOMNESS_BYTES = DRAWS.reduce((sum, size) => sum + size, 0);

/** Everything that sealing one pair takes from the random source and the clock, drawn in advance. */
export interface SealRandomness {
  /** {@link RANDOMNESS_BYTES} bytes. */
  readonly random: Buffer;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Draws what sealing one pair needs, so that the blobs are the same wherever the work is done. */
export function drawRandomness({ randomBytes, now }: SealSources): SealRandomness {
  return { random: Buffer.concat(DRAWS.map((size) => randomBytes(size))), now: now() };
}

/** Sources that hand out what was drawn, once. */
export function replayRandomness({ random, now }: SealRandomness): SealSources {
  let at = 0;
  return {
    randomBytes: (size) => {
      if (at + size > random.length) throw new RangeError('A seal asks for more chance than was drawn for it.');
      at += size;
      return random.subarray(at - size, at);
    },
    now: () => now,
  };
}
