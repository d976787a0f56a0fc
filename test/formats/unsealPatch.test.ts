import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sha224Hex } from '../../src/formats/hashes.js';
import { unsealPatch } from '../../src/formats/unsealPatch.js';
import { BlobError } from '../../src/model/errors.js';

const golden = (name: string): Buffer => readFileSync(new URL(`../golden/blobs/${name}`, import.meta.url));
const row = z.object({
  file: z.string(),
  kind: z.string(),
  patchblob1_key: z.string().optional(),
  patchblob1_sha224: z.string().optional(),
  pat_sha224: z.string(),
});
const sealed = z
  .object({ blobs: z.array(row) })
  .parse(JSON.parse(golden('vectors.json').toString()))
  .blobs.filter(({ kind }) => kind === 'patch')
  .map(({ file, pat_sha224, patchblob1_key = null, patchblob1_sha224 = null }) => ({
    file,
    row: { patchblob1_key, patchblob1_sha224, pat_sha224 },
  }));
const [first] = sealed;
if (first === undefined) throw new Error('no golden blob');

test.each(sealed)('$file opens, with or without hashes to verify it', async ({ file, row }) => {
  const blob = golden(file);
  for (const known of [
    row,
    { ...row, patchblob1_sha224: null },
    { ...row, patchblob1_sha224: null, pat_sha224: null },
  ]) {
    expect(sha224Hex(await unsealPatch(blob, known))).toBe(row.pat_sha224);
  }
});

describe('refused blobs', () => {
  const damaged = Buffer.from(golden(first.file)).fill(0, 40, 44);
  const other = '0'.repeat(56);
  test.each([
    ['another file', golden(first.file), { ...first.row, patchblob1_sha224: other }, 'blob file has sha224'],
    ['another patch', golden(first.file), { ...first.row, pat_sha224: other }, 'patch in the blob has sha224'],
    ['a damaged file', damaged, first.row, 'blob file has sha224'],
    ['a damaged file of unknown hash', damaged, { ...first.row, patchblob1_sha224: null }, 'damaged'],
    ['no key', golden(first.file), { ...first.row, patchblob1_key: null }, 'No key'],
    ['the key of another', golden(first.file), { ...first.row, patchblob1_key: 'A'.repeat(43) + '=' }, 'its key'],
    ['a key that is none', golden(first.file), { ...first.row, patchblob1_key: 'abc' }, 'patchblob1_key'],
  ])('%s', async (_, file, known, message) => {
    const refused = unsealPatch(file, known);
    await expect(refused).rejects.toThrow(BlobError);
    await expect(refused).rejects.toThrow(message);
  });
});
