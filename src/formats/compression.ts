import type { Compression } from '../model/compression.js';
import { packToken } from './packToken.js';
import { repeatDistance } from './repeatDistance.js';
import { compressXz } from './xz.js';

/** The compressors of a blob's two xz layers. */
export interface BlobLayers {
  /** Compresses a patch or a ROM. */
  readonly content: (bytes: Buffer) => Promise<Buffer>;
  /** Compresses base64 text of random-looking bytes. */
  readonly token: (bytes: Buffer) => Promise<Buffer>;
}

/** With this little history, the match finder's tables fit in a core's own cache, which is what makes it fast. */
const USUAL_DICTIONARY = 64 * 1024;
/** The largest size of a ROM. */
const MAX_DICTIONARY_BYTES = 16 * 1024 * 1024;

/** Banks that occur twice in a ROM are worth a larger dictionary; its size is a power of two, as xz encodes it. */
function dictionaryFor(bytes: Buffer): number {
  const needed = repeatDistance(bytes);
  let dictionary = USUAL_DICTIONARY;
  while (dictionary < needed && dictionary < MAX_DICTIONARY_BYTES) dictionary *= 2;
  return dictionary;
}

/**
 * `original` uses `xz` level 6 for both layers, byte for byte the form that archives have had from the beginning. A
 * token has no matches worth searching for, so `small` packs it differently, and is larger by a thousandth at most.
 * `fast` is tuned for ROMs, whose machine code and graphics are not aligned to anything (`positionBits` 0).
 * docs/performance.md has the figures.
 *
 * The same content and setting always give the same bytes.
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
