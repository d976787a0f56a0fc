import { digests } from './hashes.js';

/** The hashes that a row holds of a ROM; unknown ones are null or empty. */
export interface ResultHashes {
  readonly result_sha1: string | null;
  readonly result_sha224: string | null;
  readonly result_shake1: string | null;
}

/** Whether a ROM is the one a row describes; `unknown` if the row, like some old ones, has no hash of it. */
export function romAgreement(rom: Buffer, row: ResultHashes): 'same' | 'different' | 'unknown' {
  const { sha1, sha224, shake128 } = digests(rom);
  const known = [
    [row.result_sha224?.toLowerCase(), sha224],
    [row.result_sha1?.toLowerCase(), sha1],
    [row.result_shake1, shake128],
  ].filter(([recorded]) => recorded !== undefined && recorded !== null && recorded !== '');
  if (known.length === 0) return 'unknown';
  return known.every(([recorded, real]) => recorded === real) ? 'same' : 'different';
}
