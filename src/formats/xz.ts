import lzma from 'lzma-native';
import { BlobError } from '../model/errors.js';

/** The bytes that every `.xz` stream begins with. */
export const XZ_MAGIC = Buffer.from('fd377a585a00', 'hex');

/** The presets of the `xz` program: 0 is the fastest, 9 the smallest. */
export type XzLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** The LZMA2 settings worth choosing. Matches are found with four-byte hash chains (HC4), in normal mode. */
export interface XzFilter {
  /** A match of this many bytes is taken without looking for a better one. */
  readonly niceLength: number;
  /** How many candidates are examined for a match. */
  readonly depth: number;
  /** How far back matches may lie, in bytes; at least 4096. A decoder takes this much memory. */
  readonly dictionary: number;
  /** How many bits of the preceding byte predict a literal, 0 to 4 (`lc`). */
  readonly contextBits: number;
  /** The content is aligned to 2 to the power of this (`pb`). */
  readonly positionBits: number;
}

/** A preset level, or custom settings. */
export type XzSettings = XzLevel | XzFilter;

/** Level 9 needs 65 MiB to decode; a header that asks for more than this is an attack. */
const DECODER_MEMORY = 96 * 1024 * 1024;

/**
 * The coder returns all that a piece of input expands to, up to this many times its size, so a decompression bomb is
 * fed in small bites.
 */
const MAX_RATIO = 7100;
const MIN_INPUT_BYTES = 2048;

/** Input to be compressed is copied on this thread, so it is passed in pieces: a large ROM would block the thread. */
const INPUT_CHUNK_BYTES = 512 * 1024;

/** The result of coding one piece of input. */
interface Coded {
  readonly output: readonly Buffer[];
  /** True once the xz stream is complete. */
  readonly ended: boolean;
  /** Bytes of input that the coder has consumed so far. */
  readonly totalIn: number;
}

/** Codes one piece of input on a libuv thread. Must not be called again before it settles. */
function code(coder: lzma.Coder, input: Buffer | null): Promise<Coded> {
  return new Promise((resolve, reject) => {
    const output: Buffer[] = [];
    let ended = false;
    let failure: Error | null = null;
    coder.bufferHandler = (piece, _inputsUsed, error, totalIn) => {
      if (piece) {
        output.push(piece);
      } else if (piece === null) {
        ended = true;
        failure = error ?? null;
      } else {
        // The native side is still inside its own loop here, and must have left it before it is called again.
        setImmediate(() => {
          if (failure) reject(failure);
          else resolve({ output, ended, totalIn: totalIn ?? 0 });
        });
      }
    };
    coder.code(input, true);
  });
}

/**
 * Compresses bytes into one `.xz` stream with a CRC64 check, off the main thread. The same bytes and settings always
 * give the same stream, the one that `xz` and Python's `lzma` produce.
 *
 * @param bytes - anything, including the empty buffer
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export async function compressXz(bytes: Buffer, settings: XzSettings = 6): Promise<Buffer> {
  const coder = new lzma.Stream();
  if (typeof settings === 'number') coder.easyEncoder_(settings, lzma.CHECK_CRC64);
  else coder.streamEncoder_([{ id: lzma.FILTER_LZMA2, options: filterOptions(settings) }], lzma.CHECK_CRC64);
  const output: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += INPUT_CHUNK_BYTES) {
    output.push(...(await code(coder, bytes.subarray(at, at + INPUT_CHUNK_BYTES))).output);
  }
  output.push(...(await code(coder, null)).output);
  return Buffer.concat(output);
}

const filterOptions = (filter: XzFilter): lzma.Filter['options'] => ({
  mode: lzma.MODE_NORMAL,
  mf: lzma.MF_HC4,
  niceLen: filter.niceLength,
  depth: filter.depth,
  dictSize: filter.dictionary,
  lc: filter.contextBits,
  lp: 0,
  pb: filter.positionBits,
});

/**
 * Decompresses a buffer that is exactly one `.xz` stream, off the main thread. Whatever the stream holds or claims, its
 * output takes no more memory than `maxBytes` plus what one bite expands to (14 MiB at the very most), until the final
 * copy.
 *
 * @param bytes - the whole stream, of any level and check
 * @param maxBytes - the largest output to allow
 * @throws {@link BlobError} when it is damaged, truncated, followed by something else, or expands to more than
 *   `maxBytes`
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export async function decompressXz(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  const coder = new lzma.Stream();
  try {
    coder.streamDecoder_(DECODER_MEMORY, 0);
    const output: Buffer[] = [];
    let size = 0;
    for (let at = 0; at < bytes.length;) {
      // Small enough that it cannot expand to more than is still allowed.
      const bite = Math.max(MIN_INPUT_BYTES, Math.floor((maxBytes - size) / MAX_RATIO));
      const step = await code(coder, bytes.subarray(at, at + bite)).catch((error: unknown) => {
        throw new BlobError(`The xz data is damaged (${error instanceof Error ? error.message : 'unknown reason'}).`);
      });
      at += bite;
      output.push(...step.output);
      size += step.output.reduce((sum, piece) => sum + piece.length, 0);
      if (size > maxBytes) throw new BlobError(`The xz data decompresses to more than the ${maxBytes} bytes allowed.`);
      if (step.ended) {
        if (step.totalIn !== bytes.length) throw new BlobError('The xz data is followed by extra bytes.');
        return Buffer.concat(output, size);
      }
    }
    throw new BlobError('The xz data is truncated.');
  } finally {
    coder.resetUnderlying();
  }
}
