import { digests } from '../formats/hashes.js';
import { patchKind } from '../formats/patch.js';
import type { Digests } from '../model/patch.js';
import type { BaseRom } from '../model/rom.js';
import type { BlobEvidence, BlobTruth } from './verifyEvidence.js';
import { applied } from './verifyRecover.js';

/**
 * The ROM that a patch makes; null when it makes none, or none that can be trusted. An IPS patch makes something of any
 * ROM, and the base ROM may not be the one that was used then: the result counts when a hash of the row agrees or the row
 * has none.
 *
 * @param sameBase - whether the base ROM is known to be the one that was used then
 */
export function madeRom(
  evidence: BlobEvidence,
  { patch }: BlobTruth,
  base: BaseRom | null,
  sameBase = false,
): Buffer | null {
  const rom = applied(patch, base);
  if (rom === null || sameBase || patchKind(patch) !== 'ips') return rom;
  const known = agreeing(evidence, digests(rom));
  return known.length === 0 || known.includes(true) ? rom : null;
}

/** For each hash of a result that the row has, whether it is this ROM's. */
export function agreeing({ row }: BlobEvidence, { sha1, sha224, shake128 }: Digests): readonly boolean[] {
  const pairs = [
    [row.result_sha1, sha1],
    [row.result_sha224, sha224],
    [row.result_shake1, shake128],
  ];
  return pairs.filter(([known]) => known !== null).map(([known, real]) => known === real);
}
