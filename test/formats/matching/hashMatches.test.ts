import { describe, expect, it } from 'vitest';
import { hashMatches } from '../../../src/formats/matching/hashMatches.js';
import { sampleScrapedRom } from '../sampleGame.js';

/** The hashes of `aaa`. */
const hashes = {
  size: 3,
  crc32: 'F007732D',
  md5: '47bce5c74f589f4867dbd57e9ca9f808',
  sha1: '7e240de74fb1ed08fa08d38063f6a6a91462a815',
};

describe('hashMatches', () => {
  it.each([
    ['the CRC32 alone', { crc32: 'f007732d' }, true],
    ['the MD5 alone', { md5: '47bce5c74f589f4867dbd57e9ca9f808' }, true],
    ['the SHA1 alone', { sha1: '7e240de74fb1ed08fa08d38063f6a6a91462a815' }, true],
    ['one beside a differing one', { crc32: 'f007732d', md5: '0'.repeat(32) }, true],
    ['others', { crc32: '4065cf0d', md5: '0'.repeat(32), sha1: '0'.repeat(40) }, false],
    ['none', {}, false],
    ['empty ones', { crc32: '', md5: '', sha1: '' }, false],
  ])('with %s', (_, known, match) => {
    expect(hashMatches(sampleScrapedRom(known), hashes)).toBe(match);
  });

  it('does not match the hashes of an empty file, which all empty files share', () => {
    const empty = {
      crc32: '00000000',
      md5: 'd41d8cd98f00b204e9800998ecf8427e',
      sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    };
    expect(hashMatches(sampleScrapedRom(empty), { size: 0, ...empty })).toBe(false);
  });

  it('needs both sides', () => {
    expect(hashMatches(null, hashes)).toBe(false);
    expect(hashMatches(sampleScrapedRom({ crc32: 'f007732d' }), null)).toBe(false);
    expect(hashMatches(null, null)).toBe(false);
  });
});
