import { crc32 } from 'node:zlib';
import { BPS_ACTION } from './bps.js';
import { checkResultSize } from './resultSize.js';

/** Shorter matches cost more as an action of their own than inside a literal. */
const MIN_MATCH = 4;
/** A run costs an action, a distance, and often another literal after it. */
const MIN_RUN = 12;

/** Encodes a number as BPS does: 7 bits per byte, lowest first; bit 7 marks the last byte, and each continuation adds one. */
function number(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push(rest % 128);
    rest = Math.floor(rest / 128) - 1;
  }
  bytes.push(rest | 0x80);
  return Uint8Array.from(bytes);
}

function action(kind: number, length: number): Uint8Array {
  return number((length - 1) * 4 + kind);
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The number of bytes from `at` on that are the same in both. */
function matchLength(source: Uint8Array, target: Uint8Array, at: number): number {
  const end = Math.min(source.length, target.length);
  let i = at;
  while (i < end && source[i] === target[i]) i++;
  return i - at;
}

/** The number of bytes from `at` on that equal the first of them. */
function runLength(target: Uint8Array, at: number): number {
  let i = at + 1;
  while (i < target.length && target[i] === target[at]) i++;
  return i - at;
}

function actions(source: Uint8Array, target: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  /** Where the pending literal begins. */
  let literal = 0;
  /** The current copy offset of TargetCopy. */
  let copyAt = 0;
  let at = 0;
  const flush = (): void => {
    if (literal < at) parts.push(action(BPS_ACTION.targetRead, at - literal), target.subarray(literal, at));
  };
  while (at < target.length) {
    const match = matchLength(source, target, at);
    const run = runLength(target, at);
    if (match >= MIN_MATCH || (match > 0 && at + match === target.length)) {
      flush();
      parts.push(action(BPS_ACTION.sourceRead, match));
      at += match;
      literal = at;
    } else if (run >= MIN_RUN) {
      at++;
      flush();
      parts.push(action(BPS_ACTION.targetCopy, run - 1), number((at - 1 - copyAt) * 2));
      at += run - 1;
      literal = at;
      copyAt = at - 1;
    } else {
      at += Math.max(match, 1);
    }
  }
  flush();
  return parts;
}

/**
 * Creates a BPS patch that turns `source` into `target`. It detects what stayed in place and runs of one byte, but not
 * what moved.
 *
 * @param metadata - text to store in the patch as UTF-8; by convention XML
 * @throws PatchError when the target exceeds 16 MiB.
 * @see https://github.com/blakesmith/rombp/blob/master/docs/bps_spec.md
 */
export function makeBps(source: Uint8Array, target: Uint8Array, metadata = ''): Buffer {
  checkResultSize(target.length);
  const text = Buffer.from(metadata);
  const body = Buffer.concat([
    Buffer.from('BPS1'),
    number(source.length),
    number(target.length),
    number(text.length),
    text,
    ...actions(source, target),
    uint32(crc32(source)),
    uint32(crc32(target)),
  ]);
  return Buffer.concat([body, uint32(crc32(body))]);
}
