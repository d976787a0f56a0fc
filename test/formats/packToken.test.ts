import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packToken } from '../../src/formats/packToken.js';
import { compressXz, decompressXz } from '../../src/formats/xz.js';

const MIB = 1024 * 1024;

describe('packToken', () => {
  it('yields what every xz decodes, whatever the token is', async () => {
    const runs = fc.array(fc.tuple(fc.nat(255), fc.nat(70_000)), { minLength: 1, maxLength: 4 });
    const contents = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 9000 }).map((bytes) => Buffer.from(bytes)),
      fc.base64String({ minLength: 1, maxLength: 90_000 }).map((text) => Buffer.from(text + '=')),
      runs.map((all) => Buffer.concat(all.map(([byte, length]) => Buffer.alloc(length + 1, byte)))),
    );
    await fc.assert(
      fc.asyncProperty(contents, async (token) => {
        expect((await decompressXz(await packToken(token), MIB)).equals(token)).toBe(true);
      }),
    );
  });

  it('propagates carries over long runs of full bytes', async () => {
    for (let round = 0; round < 40; round++) {
      const bytes = randomBytes(100_000);
      expect((await decompressXz(await packToken(bytes), MIB)).equals(bytes)).toBe(true);
    }
  });

  it('spreads maximally unexpected bytes over as many chunks as they need', async () => {
    // Half of the bytes teach the coder what never occurs in the other half.
    const bytes = Buffer.concat(Array.from({ length: 64 }, (_, n) => Buffer.alloc(4096, n % 2 === 0 ? 0 : 255)));
    const worst = Buffer.from(bytes.map((byte, at) => (at % 37 === 0 ? 255 - byte : byte)));
    expect((await decompressXz(await packToken(worst), MIB)).equals(worst)).toBe(true);
  });

  // A matter of chance: 300,000 bytes usually come out some tens of bytes smaller than at level 6, but one content in several
  // hundred comes out larger.
  const fourMore = createHash('shake256', { outputLength: 300_000 }).update('309').digest();

  it.each([
    ['300 bytes', 1, randomBytes(300)],
    ['100,000 bytes', 1, randomBytes(100_000)],
    ['300,000 bytes of which level 6 makes 4 less', 1.0005, fourMore],
  ])('of %s gives at most %d times as much as level 6', async (_, most, bytes) => {
    const token = Buffer.from(bytes.toString('base64url'));
    expect((await packToken(token)).length).toBeLessThanOrEqual(most * (await compressXz(token, 6)).length);
  });

  it('yields to others', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    await packToken(Buffer.alloc(MIB, 'token'));
    clearImmediate(counting);
    expect(turns).toBeGreaterThanOrEqual(32);
  });
});
