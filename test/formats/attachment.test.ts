import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachmentHashes } from '../../src/formats/attachment.js';
import { sealPatch } from '../../src/formats/blob.js';
import { cids } from '../../src/formats/cid.js';
import { fileHashes, sha224Hex } from '../../src/formats/hashes.js';

const patch = Buffer.from('42505331007f9e007f9e807c7efe89d49eb189d49eb1b8729273', 'hex');
const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const stamp = { iv: Buffer.from('101112131415161718191a1b1c1d1e1f', 'hex'), time: 1760000000 };

test('matches the fixed vector: a blob file and the patch inside', async () => {
  const { blob } = await sealPatch(patch, sha224Hex(patch), salt, { ...stamp, compression: 'original' });
  expect(attachmentHashes(blob.bytes, patch)).toMatchObject({
    file_crc16: 'e398',
    file_crc32: '69cc2727',
    file_hash_sha224: '9ba5769a01c983ef0c080fa2f4a736d5616a4e1fe53c956ea0936241',
    file_ipfs_cidv0: 'QmNo9pMKEVbpUtbF1FKpNJSP5B9KkWewfVSDRuER1qMnwt',
    file_ipfs_cidv1: 'bafybeiagzibv63i35ljyl735vzuwces2g6t5urvieimc5g37a2cfcmoumm',
    decoded_hash_sha224: sha224Hex(patch),
  });
});

test('matches the published vectors of `abc` and of empty input', () => {
  expect(attachmentHashes(Buffer.from('abc'), Buffer.alloc(0))).toEqual({
    file_crc16: '9738',
    file_crc32: '352441c2',
    file_hash_md5: '900150983cd24fb0d6963f7d28e17f72',
    file_hash_sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
    file_hash_sha224: '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7',
    file_hash_sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    file_ipfs_cidv0: cids(Buffer.from('abc')).v0,
    file_ipfs_cidv1: cids(Buffer.from('abc')).v1,
    decoded_hash_md5: 'd41d8cd98f00b204e9800998ecf8427e',
    decoded_hash_sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    decoded_hash_sha224: 'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f',
    decoded_hash_sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    decoded_ipfs_cidv0: cids(Buffer.alloc(0)).v0,
    decoded_ipfs_cidv1: cids(Buffer.alloc(0)).v1,
  });
});

test('`file_*` describes the file and `decoded_*` what is inside, whatever they are', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, bytes, (file, decoded) => {
      const of = attachmentHashes(file, decoded);
      expect(of).toMatchObject({ file_crc32: fileHashes(file).crc32, file_ipfs_cidv1: cids(file).v1 });
      expect(of).toMatchObject({ decoded_hash_md5: fileHashes(decoded).md5, decoded_ipfs_cidv0: cids(decoded).v0 });
      const swapped = attachmentHashes(decoded, file);
      expect([swapped.file_hash_sha256, swapped.decoded_hash_sha1, swapped.decoded_ipfs_cidv1]).toEqual([
        ...[of.decoded_hash_sha256, of.file_hash_sha1, of.file_ipfs_cidv1],
      ]);
    }),
  );
});
