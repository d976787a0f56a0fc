import { describe, expect, test } from 'vitest';
import { readArchiveFields } from '../../src/formats/archiveFields.js';
import { sha224Hex } from '../../src/formats/hashes.js';
import { openClaimed } from '../../src/formats/openedBlob.js';
import { BlobError } from '../../src/model/errors.js';
import type { JsonObject } from '../../src/model/game.js';
import { GOLDEN_BLOBS, RAW, goldenBlob, oldHack } from '../oldHack.js';

const claims = (file: string, overrides: JsonObject = {}): ReturnType<typeof readArchiveFields> =>
  readArchiveFields(oldHack('31000', file, overrides));

test.each(GOLDEN_BLOBS)('%s matches its JSON', async (name) => {
  const file = goldenBlob(name);
  const said = claims(name);
  const opened = await openClaimed(file, said);
  expect(sha224Hex(opened.patch)).toBe(said.pat_sha224);
  expect(opened).toMatchObject({
    file,
    kind: name.includes('_31002_') ? 'ips' : 'bps',
    digests: { sha1: said.pat_sha1, sha224: said.pat_sha224 },
  });
  expect(opened.hashes).toMatchObject({ file_hash_sha224: said.patchblob1_sha224, decoded_hash_sha1: said.pat_sha1 });
});

test('a missing claim is not checked', async () => {
  const unknown = { patchblob1_sha224: null, pat_sha224: null, pat_sha1: null, pat_shake_128: null };
  const { digests } = await openClaimed(goldenBlob(RAW), claims(RAW, unknown));
  expect(digests.sha224).toBe(claims(RAW).pat_sha224);
});

describe('a blob that does not match the claims is a BlobError', () => {
  const wrong = '0';
  test.each([
    ['patchblob1_sha224', wrong.repeat(56), /blob file has sha224/],
    ['pat_sha224', wrong.repeat(56), /patch in the blob has sha224/],
    ['pat_sha1', wrong.repeat(40), /has pat_sha1/],
    ['pat_shake_128', wrong.repeat(32), /has pat_shake_128/],
    ['patchblob1_key', `${'A'.repeat(43)}=`, /./],
    ['patchblob1_key', '', /No key/],
  ])('%s', async (word, value, message) => {
    const opened = openClaimed(goldenBlob(RAW), claims(RAW, { [word]: value }));
    await expect(opened).rejects.toThrow(BlobError);
    await expect(opened).rejects.toThrow(message);
  });

  test('by its name alone, when no hash of the file is known', async () => {
    const said = { patchblob1_sha224: null, patchblob1_name: 'pblob_31000_0123456789' };
    await expect(openClaimed(goldenBlob(RAW), claims(RAW, said))).rejects.toThrow(/does not match its name/);
  });

  test('when damaged', async () => {
    const file = goldenBlob(RAW);
    file.writeUInt8(file.readUInt8(file.length >> 1) ^ 1, file.length >> 1);
    await expect(openClaimed(file, claims(RAW))).rejects.toThrow(BlobError);
    await expect(openClaimed(file, claims(RAW, { patchblob1_sha224: sha224Hex(file) }))).rejects.toThrow(BlobError);
  });
});
