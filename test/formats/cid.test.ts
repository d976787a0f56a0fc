import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cids } from '../../src/formats/cid.js';
import { fileHashes } from '../../src/formats/hashes.js';

/** The archive format's fixed example of a sealed patch. */
const blob = Buffer.from(
  [
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ADLAMJdADOQcIhG8ahqKbJjhhXe0VGChvzdRTR47Jrgchts5hgHr4bx/KfIqx0Yrn5C',
    'uIec+oVKJ9mqGU61uvzboXsNtrR01mB6n9WWMDA6iifqmgkK6gqvVdyJap1wSi73RK9Md+Mt40ZWxLHIkth5b2hAi5By11HOwuF1',
    '/8NrNBcEHajGUM6JamNS8Rd1ibb6/4ItEgV2UsdD4shOpb4wX+AIeM/g3vzyiJ9+USl4ar98sADybS/zr3MoqlVOFV0Pbb/2LlIA',
    'AAAAvav8ZvJBRf4AAd4BzAEAALu7WOuxxGf7AgAAAAAEWVo=',
  ].join(''),
  'base64',
);

function bigEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** The digits of `value` in an alphabet, without padding. */
function spell(value: bigint, alphabet: string): string {
  const base = BigInt(alphabet.length);
  let text = '';
  for (let rest = value; rest > 0n; rest /= base) text = alphabet.charAt(Number(rest % base)) + text;
  return text;
}

/** 36 bytes are 288 bits: base32 takes 58 digits, two zero bits fill the last one. Version byte 1 adds leading zeros. */
function base32(bytes: Uint8Array): string {
  return `b${spell(bigEndian(bytes) << 2n, 'abcdefghijklmnopqrstuvwxyz234567').padStart(58, 'a')}`;
}

function base58(bytes: Uint8Array): string {
  return spell(bigEndian(bytes), '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');
}

describe('cids', () => {
  test('match the fixed example', () => {
    expect(blob).toHaveLength(260);
    expect(fileHashes(blob)).toMatchObject({
      sha224: '9ba5769a01c983ef0c080fa2f4a736d5616a4e1fe53c956ea0936241',
      crc16: 'e398',
      crc32: '69cc2727',
    });
    expect(cids(blob)).toMatchObject({
      v0: 'QmNo9pMKEVbpUtbF1FKpNJSP5B9KkWewfVSDRuER1qMnwt',
      v1: 'bafybeiagzibv63i35ljyl735vzuwces2g6t5urvieimc5g37a2cfcmoumm',
    });
  });

  test('spell the same sha2-256 in three ways', () => {
    const folder = new URL('../golden/blobs/', import.meta.url);
    const files = readdirSync(folder).filter((name) => /^[pr]blob_/.test(name));
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const bytes = readFileSync(new URL(file, folder));
      const multihash = Buffer.concat([Buffer.of(0x12, 0x20), createHash('sha256').update(bytes).digest()]);
      expect(cids(bytes)).toEqual({
        v0: base58(multihash),
        v1: base32(Buffer.concat([Buffer.of(1, 0x70), multihash])),
        raw: base32(Buffer.concat([Buffer.of(1, 0x55), multihash])),
      });
    }
  });

  test('match empty input', () => {
    expect(cids(new Uint8Array())).toMatchObject({
      v0: 'QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n',
      raw: 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
    });
  });
});
