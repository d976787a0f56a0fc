import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealPair } from '../../src/formats/sealPair.js';
import { RANDOMNESS_BYTES, drawRandomness, replayRandomness } from '../../src/formats/sealRandomness.js';
import { seals } from '../samples.js';

test('a seal with random bytes drawn beforehand equals one that draws them itself', async () => {
  const counting = () => {
    let next = 0;
    return (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => next++));
  };
  const now = (): number => 1_760_000_000_999;
  const { gameId, patch, patSha224, rom, compression } = seals.order();
  const unsealed = { gameId, patch, patSha224, rom, compression, baseRom: seals.base.bytes };
  const drawn = drawRandomness({ randomBytes: counting(), now });
  expect(drawn.random).toHaveLength(RANDOMNESS_BYTES);
  expect(await sealPair(unsealed, replayRandomness(drawn))).toEqual(
    await sealPair(unsealed, { randomBytes: counting(), now }),
  );
});

test('what was drawn is used only once', () => {
  const { randomBytes: draw, now } = replayRandomness(drawRandomness({ randomBytes, now: () => 5 }));
  expect(draw(16)).not.toEqual(draw(16));
  draw(16);
  expect(() => draw(1)).toThrow(RangeError);
  expect([now(), now()]).toEqual([5, 5]);
});
