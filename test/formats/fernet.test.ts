import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import fernet from 'fernet';
import { describe, expect, it, test } from 'vitest';
import { encodeUrlSafeBase64 } from '../../src/formats/base64.js';
import { decryptFernet, encryptFernet } from '../../src/formats/fernet.js';
import { BlobError } from '../../src/model/errors.js';

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
const time = fc.integer({ min: 0, max: 2 ** 32 });

// generate.json of https://github.com/fernet/spec
const spec = {
  key: Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url'),
  iv: Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'),
  time: 499162800,
  text: 'hello',
  token: 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
};

describe('a Fernet token', () => {
  it('matches the one in the specification', () => {
    expect(encryptFernet(spec.key, Buffer.from(spec.text), spec).toString()).toBe(spec.token);
    expect(decryptFernet(spec.key, Buffer.from(spec.token)).toString()).toBe(spec.text);
  });

  it('carries any bytes', () => {
    fc.assert(
      fc.property(bytes(32), bytes(16), time, fc.uint8Array({ maxLength: 200 }), (key, iv, seconds, array) => {
        const token = encryptFernet(key, Buffer.from(array), { iv, time: seconds });
        expect(token.toString('latin1')).toMatch(/^gAAAA[\w-]+={0,2}$/);
        expect(token.length % 4).toBe(0);
        expect(decryptFernet(key, token)).toEqual(Buffer.from(array));
      }),
    );
  });

  it('can be read by the fernet package', () => {
    fc.assert(
      fc.property(
        bytes(32),
        bytes(16),
        time,
        fc.string({ minLength: 1, unit: 'grapheme' }),
        (key, iv, seconds, text) => {
          const secret = new fernet.Secret(encodeUrlSafeBase64(key));
          const token = encryptFernet(key, Buffer.from(text), { iv, time: seconds }).toString();
          expect(new fernet.Token({ secret, token, ttl: 0 }).decode()).toBe(text);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('can be read when the fernet package wrote it', () => {
    fc.assert(
      fc.property(bytes(32), fc.string({ minLength: 1, unit: 'grapheme' }), (key, text) => {
        const token = new fernet.Token({ secret: new fernet.Secret(encodeUrlSafeBase64(key)) }).encode(text);
        expect(decryptFernet(key, Buffer.from(token)).toString()).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});

describe('decryptFernet', () => {
  it('accepts only one version, even if another is signed correctly', () => {
    const token = Buffer.from(spec.token, 'base64url');
    token.writeUInt8(0x81);
    const hmac = createHmac('sha256', spec.key.subarray(0, 16)).update(token.subarray(0, -32)).digest();
    hmac.copy(token, token.length - 32);
    expect(() => decryptFernet(spec.key, Buffer.from(encodeUrlSafeBase64(token)))).toThrow('is not a Fernet token');
  });

  it('refuses another key', () => {
    fc.assert(
      fc.property(bytes(32), (key) => {
        fc.pre(!key.equals(spec.key));
        expect(() => decryptFernet(key, Buffer.from(spec.token))).toThrow(BlobError);
      }),
    );
  });

  it('refuses a token with any character changed', () => {
    const letters = ['A', 'B', 'a', '0', '-', '_', '+', '/', '=', '.', ' ', 'é'];
    for (let at = 0; at < spec.token.length; at++) {
      for (const letter of letters.filter((other) => other !== spec.token[at])) {
        const token = spec.token.slice(0, at) + letter + spec.token.slice(at + 1);
        const sameInTheOtherAlphabet = token.replaceAll('+', '-').replaceAll('/', '_') === spec.token;
        if (!sameInTheOtherAlphabet) expect(() => decryptFernet(spec.key, Buffer.from(token))).toThrow(BlobError);
      }
    }
  });

  it('refuses a token truncated anywhere', () => {
    const withoutPadding = spec.token.replace(/=+$/, '');
    for (let length = 0; length < withoutPadding.length; length++) {
      expect(() => decryptFernet(spec.key, Buffer.from(spec.token.slice(0, length)))).toThrow(BlobError);
    }
  });

  // invalid.json of https://github.com/fernet/spec, all under its key; timestamps are not checked here.
  test.each([
    [
      'incorrect mac',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
    ],
    ['too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA=='],
    [
      'payload size not multiple of block size',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
    ],
    [
      'payload padding error',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
    ],
    [
      'incorrect IV',
      'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
    ],
  ])('refuses a token with %s', (_what, token) => {
    expect(() => decryptFernet(spec.key, Buffer.from(token))).toThrow(BlobError);
  });
});
