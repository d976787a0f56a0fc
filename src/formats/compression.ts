import type { Compression } from '../model/compression.js';
import { packToken } from './packToken.js';
import { repeatDistance } from './repeatDistance.js';
import { compressXz } from './xz.js';

/** How a blob's two layers of xz are made. */
export interface BlobLayers {
  /** Compresses a patch or a ROM. */
  readonly content: (bytes: Buffer) => Promise<Buffer>;
  /** Compresses base64 of bytes that look random. */
  readonly token: (bytes: Buffer) => Promise<Buffer>;
}

/** What finds matches in so much of the past fits into a core's own memory, which is what makes it fast. */
const USUAL_DICTIONARY = 64 * 1024;
/** As large as a ROM may be. */
const LARGEST_DICTIONARY = 16 * 1024 * 1024;

/** Banks that come twice in a ROM are worth a larger dictionary; it is a power of two, as xz writes it down. */
function dictionaryFor(bytes: Buffer): number {
  const needed = repeatDistance(bytes);
  let dictionary = USUAL_DICTIONARY;
  while (dictionary < needed && dictionary < LARGEST_DICTIONARY) dictionary *= 2;
  return dictionary;
}

/**
 * `original` is level 6 of `xz` twice, byte for byte the form that archives have had from the beginning. In a token nothing
 * is worth a search, so `small` packs it otherwise, and is larger by a thousandth at most. `fast` is chosen for ROMs, whose
 * machine code and graphics are not aligned to anything (`positionBits` 0). docs/performance.md has the figures.
 *
 * The same content and choice always give the same bytes.
 */
export const LAYERS: Readonly<Record<Compression, BlobLayers>> = {
  fast: {
    content: (bytes) =>
      compressXz(bytes, {
        niceLength: 24,
        depth: 4,
        dictionary: dictionaryFor(bytes),
        contextBits: 3,
        positionBits: 0,
      }),
    token: packToken,
  },
  small: { content: level6, token: packToken },
  original: { content: level6, token: level6 },
};

function level6(bytes: Buffer): Promise<Buffer> {
  return compressXz(bytes, 6);
}
