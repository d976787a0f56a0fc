import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  deriveKey,
  encodePatchKey,
  encodeSalt,
  parsePatchKey,
  parseSalt,
  romPassword,
} from '../../src/formats/blobKey.js';
import { BlobError } from '../../src/model/errors.js';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));

const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const patSha224 = '07886ea9791a671581e7bd2e5bc36999bf9e1598838d5b7f505f173a';
// Python: hashlib.pbkdf2_hmac('sha256', pat_sha224.encode(), bytes(range(16)), 390000, 32)
const key = Buffer.from('ab82265a76cb68981a14b9b7dfa32a862ed146986148b9a408f4e5d5ccc424d7', 'hex');

test('a key is derived as in Python, and encoded as archives have it', async () => {
  expect(await deriveKey(patSha224, salt)).toEqual(key);
  expect(encodePatchKey(key)).toBe('cTRJbVduYkxhSmdhRkxtMzM2TXFoaTdSUnBoaFNMbWtDUFRsMWN6RUpOYz0=');
  expect(encodeSalt(salt)).toBe('AAECAwQFBgcICQoLDA0ODw==');
});

test('a ROM’s password is the sha224 of the base ROM and the patch digest', () => {
  // Python: hashlib.sha224(b'abc' + pat_sha224.encode()).hexdigest()
  expect(romPassword(Buffer.from('abc'), patSha224)).toBe('a23515b99fb3fc5576553f3eca1fd99b218a68756183635b25ddde2b');
});

describe('a patch key', () => {
  it('is decoded from its 60 characters', () => {
    fc.assert(
      fc.property(bytes(32), (plain) => {
        const text = encodePatchKey(plain);
        expect(text).toMatch(/^[\w+/]{59}=$/);
        expect(parsePatchKey(text)).toEqual(plain);
      }),
    );
  });

  it('is decoded from 44 characters of either alphabet', () => {
    fc.assert(
      fc.property(bytes(32), (plain) => {
        const standard = plain.toString('base64');
        expect(parsePatchKey(standard)).toEqual(plain);
        expect(parsePatchKey(standard.replaceAll('+', '-').replaceAll('/', '_'))).toEqual(plain);
        expect(parsePatchKey(Buffer.from(standard).toString('base64'))).toEqual(plain);
      }),
    );
  });

  test.each([
    ['', 'nothing'],
    ['A'.repeat(44), '33 bytes'],
    [`${'A'.repeat(42)}==`, '31 bytes'],
    ['A'.repeat(43), 'a lost padding'],
    [` ${'A'.repeat(43)}`, 'a space'],
    ['A'.repeat(60), '45 bytes that are not text'],
    [Buffer.from('!'.repeat(44)).toString('base64'), '60 characters of something else'],
    ['\u{1f511}'.repeat(22), 'no base64 at all'],
  ])('%j is refused: %s', (text) => {
    expect(() => parsePatchKey(text)).toThrow(BlobError);
  });

  it('does not appear in the message when it is refused', () => {
    expect(() => parsePatchKey('secret')).toThrow(/^(?!.*secret)/);
  });
});

describe('a salt', () => {
  it('is decoded from its 24 characters, and from the other alphabet', () => {
    fc.assert(
      fc.property(bytes(16), (plain) => {
        const text = encodeSalt(plain);
        expect(text).toMatch(/^[\w-]{22}==$/);
        expect(parseSalt(text)).toEqual(plain);
        expect(parseSalt(plain.toString('base64'))).toEqual(plain);
      }),
    );
  });

  test.each(['', 'AAAA', 'A'.repeat(24), 'A'.repeat(22), `${'A'.repeat(21)}B==`, `${'A'.repeat(21)}*==`])(
    '%j is refused',
    (text) => {
      expect(() => parseSalt(text)).toThrow(BlobError);
    },
  );
});
