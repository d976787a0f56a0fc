/** A chunk of LZMA2 data, with its header. */
interface Chunk {
  readonly bytes: Buffer;
  /** Where the next chunk begins. */
  readonly end: number;
}

/** The probability of a 0 in 2048ths, halfway. */
const EVEN = 1024;
/** A probability goes a 32nd of the way to what came. */
const [RATE, ROUNDING] = [5, 31];

/** Of a chunk's content, at most: a few milliseconds. */
const CONTENT_BYTES = 32 * 1024;
/** What a chunk can be written with; content that gets longer, which base64 never does, ends it before. */
const [CHUNK_BYTES, SPARE_BYTES] = [64 * 1024, 64];

/** Dictionary, state and properties begin anew; or nothing does. */
const [FIRST_CHUNK, LATER_CHUNK] = [0xe0, 0x80];
/** lc, lp and pb are 0: neither the byte before a literal nor its place says anything about it. */
const PROPERTIES = 0;

/**
 * Codes content as LZMA2 in which every byte is a literal: for base64 of what looks random, where no match is worth its
 * name and six bits of eight are all there is to gain. The chunks are to follow each other, and a zero the last one.
 *
 * The coder keeps `range` and `low` as 32 bits and carries into bytes that are written already. It has no branches on
 * content: of six bits in eight, nobody can guess where they go.
 *
 * @returns codes a chunk of `content`, from `start` on; never an empty one
 * @see https://github.com/tukaani-project/xz/blob/master/src/liblzma/rangecoder/range_encoder.h
 * @see https://7-zip.org/sdk.html (lzma-specification.txt, "Range Decoder")
 */
export function literalCoder(): (content: Uint8Array, start: number) => Chunk {
  const model = { probabilities: new Int32Array(256).fill(EVEN), isLiteral: EVEN };
  const output = Buffer.alloc(CHUNK_BYTES);
  let first = true;
  return (content, start) => {
    const { end, size } = code(content, start, output, model);
    const bytes = Buffer.concat([header(first, end - start, size), output.subarray(0, size)]);
    first = false;
    return { bytes, end };
  };
}

/** What has been learnt, as probabilities of a 0: for each beginning of a byte that of its next bit. */
interface Model {
  readonly probabilities: Int32Array;
  isLiteral: number;
}

/** Writes a range coder's bytes, and says how many there are and how far they have come in `content`. */
function code(content: Uint8Array, start: number, output: Buffer, model: Model): { end: number; size: number } {
  const { probabilities } = model;
  let { isLiteral } = model;
  const limit = Math.min(content.length, start + CONTENT_BYTES);
  let [low, range, at] = [0, -1, start];
  // The decoder wants a zero before everything else, into which nothing is ever carried.
  output[0] = 0;
  let size = 1;
  for (; at < limit && size < CHUNK_BYTES - SPARE_BYTES; at++) {
    range = Math.imul(range >>> 11, isLiteral);
    isLiteral += (2048 - isLiteral) >> RATE;
    if (range >>> 24 === 0) {
      output[size++] = low >>> 24;
      low <<= 8;
      range <<= 8;
    }
    const symbol = 0x100 | (content[at] ?? 0);
    for (let shift = 7; shift >= 0; shift--) {
      const beginning = symbol >>> (shift + 1);
      const probability = probabilities[beginning] ?? EVEN;
      const isOne = -((symbol >>> shift) & 1);
      const bound = Math.imul(range >>> 11, probability);
      const skipped = bound & isOne;
      low = (low + skipped) | 0;
      if (low >>> 0 < skipped >>> 0) carry(output, size - 1);
      range = (isOne & (range - bound)) | (~isOne & bound);
      probabilities[beginning] = probability + (((2048 & ~isOne) - probability + (ROUNDING & isOne)) >> RATE);
      if (range >>> 24 === 0) {
        output[size++] = low >>> 24;
        low <<= 8;
        range <<= 8;
      }
    }
  }
  model.isLiteral = isLiteral;
  return { end: at, size: output.writeInt32BE(low, size) };
}

function carry(output: Buffer, last: number): void {
  let at = last;
  while (output[at] === 0xff) output[at--] = 0;
  output[at] = (output[at] ?? 0) + 1;
}

/** Sizes are written less one. */
function header(first: boolean, contentSize: number, codedSize: number): Buffer {
  const bytes = Buffer.alloc(first ? 6 : 5);
  bytes.writeUInt8(first ? FIRST_CHUNK : LATER_CHUNK);
  bytes.writeUInt16BE(contentSize - 1, 1);
  bytes.writeUInt16BE(codedSize - 1, 3);
  if (first) bytes.writeUInt8(PROPERTIES, 5);
  return bytes;
}
