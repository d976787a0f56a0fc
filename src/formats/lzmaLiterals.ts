/** A chunk of LZMA2 data, including its header. */
interface Chunk {
  readonly bytes: Buffer;
  /** Where the next chunk's content begins. */
  readonly end: number;
}

/** The initial probability of a 0 bit, in 2048ths: one half. */
const EVEN = 1024;
/** Each bit moves its probability a 32nd of the way toward the value that came. */
const [RATE, ROUNDING] = [5, 31];

/** The most content in a chunk: a few milliseconds of work. */
const CONTENT_BYTES = 32 * 1024;
/**
 * The largest coded size of a chunk, and the headroom kept in it; content that expands, which base64 never does, ends
 * the chunk early.
 */
const [CHUNK_BYTES, SPARE_BYTES] = [64 * 1024, 64];

/** Control bytes: reset dictionary, state and properties; or reset nothing. */
const [FIRST_CHUNK, LATER_CHUNK] = [0xe0, 0x80];
/** lc, lp and pb are 0: neither the byte before a literal nor its position predicts it. */
const PROPERTIES = 0;

/**
 * Encodes content as LZMA2 in which every byte is a literal: for base64 of random-looking bytes, where no match is
 * worth encoding and all there is to gain is two spare bits in eight. The chunks must be written in order, with a zero
 * byte after the last one.
 *
 * The coder keeps `low` in two halves, so that a carry is visible; carries are propagated at the end of a chunk. It has
 * no branches on content: with six bits of every eight random, they could not be predicted.
 *
 * @returns a function that encodes the next chunk of `content`, from `start` on; never an empty one
 * @see https://github.com/tukaani-project/xz/blob/master/src/liblzma/rangecoder/range_encoder.h
 * @see https://7-zip.org/sdk.html (lzma-specification.txt, "Range Decoder")
 */
export function literalCoder(): (content: Uint8Array, start: number) => Chunk {
  const model = {
    probabilities: new Int32Array(256).fill(EVEN),
    isLiteral: EVEN,
    carrying: new Uint16Array(CHUNK_BYTES),
  };
  const output = Buffer.alloc(CHUNK_BYTES);
  let first = true;
  return (content, start) => {
    const { end, size } = code(content, start, output, model);
    const bytes = Buffer.concat([header(first, end - start, size), output.subarray(0, size)]);
    first = false;
    return { bytes, end };
  };
}

/** The adaptive model, as probabilities of a 0 bit: for each prefix of a byte, that of its next bit; and a work buffer. */
interface Model {
  readonly probabilities: Int32Array;
  isLiteral: number;
  /** A chunk's bytes while it is being encoded, nine bits each: the ninth is a carry. */
  readonly carrying: Uint16Array;
}

/** Range-codes content into `output`; returns the coded size and where in `content` it stopped. */
function code(content: Uint8Array, start: number, output: Buffer, model: Model): { end: number; size: number } {
  const { probabilities, carrying } = model;
  let { isLiteral } = model;
  const limit = Math.min(content.length, start + CONTENT_BYTES);
  let [high, low, range, at] = [0, 0, -1, start];
  // The decoder expects a zero byte before everything else; nothing is ever carried into it.
  carrying[0] = 0;
  let size = 1;
  for (; at < limit && size < CHUNK_BYTES - SPARE_BYTES; at++) {
    range = Math.imul(range >>> 11, isLiteral);
    isLiteral += (2048 - isLiteral) >> RATE;
    if (range >>> 24 === 0) {
      carrying[size++] = high >>> 8;
      high = ((high & 0xff) << 8) | (low >>> 8);
      low = (low & 0xff) << 8;
      range <<= 8;
    }
    let bits = (content[at] ?? 0) << 24;
    let beginning = 1;
    do {
      const probability = probabilities[beginning] ?? EVEN;
      const isOne = bits >> 31;
      const bound = Math.imul(range >>> 11, probability);
      const skipped = bound & isOne;
      low += skipped & 0xffff;
      high += (skipped >>> 16) + (low >>> 16);
      low &= 0xffff;
      range = (isOne & (range - bound)) | (~isOne & bound);
      probabilities[beginning] = probability + (((2048 & ~isOne) - probability + (ROUNDING & isOne)) >> RATE);
      beginning = (beginning << 1) - isOne;
      bits <<= 1;
      if (range >>> 24 === 0) {
        carrying[size++] = high >>> 8;
        high = ((high & 0xff) << 8) | (low >>> 8);
        low = (low & 0xff) << 8;
        range <<= 8;
      }
    } while (beginning < 0x100);
  }
  model.isLiteral = isLiteral;
  for (const last of [high >>> 8, high & 0xff, low >>> 8, low & 0xff]) carrying[size++] = last;
  settle(carrying.subarray(0, size), output);
  return { end: at, size };
}

/** Propagates each byte's carry into the byte before it. */
function settle(carrying: Uint16Array, output: Buffer): void {
  let carry = 0;
  for (let at = carrying.length - 1; at >= 0; at--) {
    const sum = (carrying[at] ?? 0) + carry;
    output[at] = sum & 0xff;
    carry = sum >>> 8;
  }
}

/** A chunk header; sizes are stored minus one. */
function header(first: boolean, contentSize: number, codedSize: number): Buffer {
  const bytes = Buffer.alloc(first ? 6 : 5);
  bytes.writeUInt8(first ? FIRST_CHUNK : LATER_CHUNK);
  bytes.writeUInt16BE(contentSize - 1, 1);
  bytes.writeUInt16BE(codedSize - 1, 3);
  if (first) bytes.writeUInt8(PROPERTIES, 5);
  return bytes;
}
