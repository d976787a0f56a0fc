import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { crc32Hex, digests } from '../../src/formats/hashes.js';
import { applyPatch } from '../../src/formats/patch.js';
import { PatchError } from '../../src/model/errors.js';

const hashes = z.object({
  size: z.int(),
  crc32: z.string(),
  sha1: z.string(),
  sha224: z.string(),
  shake128: z.string(),
});

const vectorFile = z.object({
  base: hashes,
  vectors: z.array(
    z.object({
      patch: z.string(),
      patchHashes: hashes,
      flipsExit: z.int(),
      flipsSays: z.string(),
      result: hashes.nullable(),
    }),
  ),
});

const golden = new URL('../golden/patches/', import.meta.url);
const { base, vectors } = vectorFile.parse(JSON.parse(readFileSync(new URL('vectors.json', golden), 'utf8')));
const rom = readFileSync(new URL('base.sfc', golden));

function allHashes(bytes: Uint8Array): z.infer<typeof hashes> {
  return { size: bytes.length, crc32: crc32Hex(bytes), ...digests(bytes) };
}

describe('the verdicts of Floating IPS v199', () => {
  test('exist for both kinds', () => {
    expect(allHashes(rom)).toEqual(base);
    expect(vectors.filter(({ result }) => result !== null).length).toBeGreaterThan(20);
    expect(vectors.filter(({ result }) => result === null).length).toBeGreaterThan(15);
  });

  test.each(vectors)('$patch: Flips says "$flipsSays"', ({ patch, patchHashes, flipsExit, result }) => {
    const bytes = readFileSync(new URL(patch, golden));
    expect(allHashes(bytes)).toEqual(patchHashes);
    expect(flipsExit === 0).toBe(result !== null);
    if (result === null) {
      expect(() => applyPatch(bytes, rom)).toThrow(PatchError);
    } else {
      expect(allHashes(applyPatch(bytes, rom))).toEqual(result);
    }
    expect(crc32Hex(rom)).toBe(base.crc32);
  });
});
