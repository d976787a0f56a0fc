import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { JsonObject } from '../src/model/game.js';

const blobs = new URL('golden/blobs/', import.meta.url);

const vector = z.object({
  file: z.string(),
  patchblob1_key: z.string(),
  patchblob1_sha224: z.string(),
  pat_sha224: z.string(),
  salt_urlsafe_base64: z.string(),
  decoded: z.object({ sha1: z.string() }),
  result: z.object({ sha1: z.string(), sha224: z.string(), shake128: z.string() }),
});
const vectors = z
  .object({ blobs: z.array(z.looseObject({ kind: z.string() })) })
  .parse(JSON.parse(readFileSync(new URL('vectors.json', blobs), 'utf8')))
  .blobs.filter(({ kind }) => kind === 'patch')
  .map((blob) => vector.parse(blob));

/** Golden blobs: the first two are of one patch with one result, in both forms; the others of other patches. */
export const GOLDEN_BLOBS = vectors.map(({ file }) => file);

export const [RAW, BASE64, OTHER] = [
  'pblob_31000_a3b7008764',
  'pblob_31000_382f01672b',
  'pblob_31001_30f1b26606',
] as const;

export const goldenBlob = (file: string): Buffer => readFileSync(new URL(file, blobs));

/** The JSON that older tools left for a hack with a golden blob. */
export function oldHack(id: string, file: string, overrides: JsonObject = {}): JsonObject {
  const blob = vectors.find((one) => one.file === file);
  if (blob === undefined) throw new Error(`There is no golden blob ${file}.`);
  const { pat_sha224, patchblob1_key, patchblob1_sha224, decoded, result } = blob;
  return {
    id: Number(id),
    name: `Hack ${id} &amp; more`,
    time: 1700000000,
    authors: [{ id: 1, name: 'maker' }],
    type: 'Kaizo',
    difficulty: 'Advanced',
    pat_sha224,
    pat_sha1: decoded.sha1,
    result_sha224: result.sha224,
    result_sha1: result.sha1,
    result_shake1: result.shake128,
    patchblob1_name: file,
    patchblob1_key,
    patchblob1_sha224,
    romblob_salt: blob.salt_urlsafe_base64,
    romblob_name: '',
    ...overrides,
  };
}
