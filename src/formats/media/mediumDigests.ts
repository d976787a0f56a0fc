import type { Medium } from '../../model/scrapedGame.js';
import { romDigest } from '../romDigest.js';

/** What tells one file from another; the hashes are lower-case hex. */
export interface MediumDigests {
  /** Bytes. */
  readonly size: number;
  readonly crc32: string;
  readonly md5: string;
  readonly sha1: string;
}

/** What the site says about a file; null where it says nothing. */
export type Announced = Pick<Medium, 'size' | 'crc32' | 'md5' | 'sha1'>;

/** Measures and hashes a file, piece by piece, in one pass. */
export async function mediumDigests(pieces: AsyncIterable<Uint8Array>): Promise<MediumDigests> {
  const digest = romDigest();
  for await (const piece of pieces) digest.update(piece);
  const { crc32, ...others } = digest.end();
  return { crc32: crc32.toLowerCase(), ...others };
}

/** The first property that differs from what the site announced; null if everything it announced matches. */
export function mediumMismatch(found: MediumDigests, announced: Announced): keyof Announced | null {
  if (announced.size !== null && announced.size !== found.size) return 'size';
  const differs = (hash: 'crc32' | 'md5' | 'sha1'): boolean =>
    announced[hash] !== null && announced[hash].toLowerCase().padStart(found[hash].length, '0') !== found[hash];
  return (['crc32', 'md5', 'sha1'] as const).find(differs) ?? null;
}
