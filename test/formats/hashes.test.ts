import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  crc16Hex,
  crc32Hex,
  digests,
  digestsInTurns,
  fileHashes,
  sha1Hex,
  sha224Hex,
  shake128Name,
} from '../../src/formats/hashes.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe('shake128Name', () => {
  test.each([
    ['', 'f5wrpOiPgn1hYEVQdgWFPtc7gJP277yI'],
    ['a', 'hcjeiNKIZr8IaAkLOWEWK-gjkvaQ2eRz'],
  ])('of "%s"', (content, name) => {
    expect(shake128Name(text(content))).toBe(name);
  });

  test('swaps the symbols of base64url: + is _ and / is -', () => {
    const name = shake128Name(text('a'));
    expect(Buffer.from(name.replaceAll('_', '+').replaceAll('-', '/'), 'base64').toString('hex')).toBe(
      '85c8de88d28866bf0868090b3961162bf82392f690d9e473',
    );
  });

  test('always has 32 characters of its alphabet', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(shake128Name(bytes)).toMatch(/^[A-Za-z0-9_-]{32}$/);
      }),
    );
  });
});

describe('the other hashes', () => {
  const nothing = {
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
    sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    sha224: 'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    crc16: '0000',
    crc32: '00000000',
  };
  const digits = {
    md5: '25f9e794323b453885f5181f1b624d0b',
    sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
    sha224: '9b3e61bf29f17c75572fae2e86e17809a4513d07c8a18152acf34521',
    sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
    crc16: 'bb3d',
    crc32: 'cbf43926',
  };

  test.each([
    ['', nothing],
    ['123456789', digits],
  ])('of "%s"', (content, hashes) => {
    const bytes = text(content);
    expect(fileHashes(bytes)).toEqual(hashes);
    expect(sha1Hex(bytes)).toBe(hashes.sha1);
    expect(sha224Hex(bytes)).toBe(hashes.sha224);
    expect(crc16Hex(bytes)).toBe(hashes.crc16);
    expect(crc32Hex(bytes)).toBe(hashes.crc32);
    expect(digests(bytes)).toEqual({
      sha1: hashes.sha1,
      sha224: hashes.sha224,
      shake128: shake128Name(bytes),
    });
  });

  test('keep their leading zeros', () => {
    expect(crc16Hex(text('2024'))).toBe('001a');
    expect(crc32Hex(text('665'))).toBe('00081566');
  });

  test('cover only the bytes of a view, not the memory around it', () => {
    const view = text('x123456789y').subarray(1, 10);
    expect(fileHashes(view)).toEqual(digits);
  });
});

test('the hashes of a ROM are the same when computed in turns, and others get theirs in between', async () => {
  const rom = Buffer.alloc(2_500_000, 7);
  let turns = 0;
  const other = (): void => {
    turns += 1;
    again = setImmediate(other);
  };
  let again = setImmediate(other);
  const inTurns = await digestsInTurns(rom);
  clearImmediate(again);
  expect(inTurns).toEqual(digests(rom));
  expect(turns).toBeGreaterThanOrEqual(9);
});
