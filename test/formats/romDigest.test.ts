import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { romDigest } from '../../src/formats/romDigest.js';

test.each([
  ['', '00000000', 'd41d8cd98f00b204e9800998ecf8427e', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['aaa', 'F007732D', '47bce5c74f589f4867dbd57e9ca9f808', '7e240de74fb1ed08fa08d38063f6a6a91462a815'],
  ['bbb', '4065CF0D', '08f8e0260c64418510cefb2b06eee5cd', '5cb138284d431abd6a053a56625ec088bfb88912'],
])('%j', (text, crc, md5, sha1) => {
  const digest = romDigest();
  digest.update(Buffer.from(text));
  expect(digest.end()).toEqual({ size: text.length, crc32: crc, md5, sha1 });
});

test('the digests cover all bytes, however they are split', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (pieces) => {
      const digest = romDigest();
      for (const piece of pieces) digest.update(piece);
      const all = Buffer.concat(pieces);
      expect(digest.end()).toEqual({
        size: all.length,
        crc32: crc32(all).toString(16).toUpperCase().padStart(8, '0'),
        md5: createHash('md5').update(all).digest('hex'),
        sha1: createHash('sha1').update(all).digest('hex'),
      });
    }),
  );
});
