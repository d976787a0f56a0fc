import { crc32 } from 'node:zlib';
import { BPS_ACTION } from './bps.js';
import { checkResultSize } from './resultSize.js';

/** Shorter matches cost more as an action of their own than inside a literal. */
const MIN_MATCH = 4;
/** A run costs an action, a distance, and often a new literal after it. */
const MIN_RUN = 12;

/** A number as BPS spells it: 7 bits a byte, lowest first, bit 7 set on the last, each continuation counting one. */
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

/** How many bytes from `at` on are the same in both. */
function matchLength(source: Uint8Array, target: Uint8Array, at: number): number {
  const end = Math.min(source.length, target.length);
  let i = at;
  while (i < end && source[i] === target[i]) i++;
  return i - at;
}

/** How many bytes from `at` on equal the first of them. */
function runLength(target: Uint8Array, at: number): number {
  let i = at + 1;
  while (i < target.length && target[i] === target[at]) i++;
  return i - at;
}

function actions(source: Uint8Array, target: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  /** Where the literal that is being gathered begins. */
  let literal = 0;
  /** The patch's position for target copies. */
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
 * Makes a BPS patch that turns `source` into `target`; it finds what stayed in place and runs of one byte, nothing moved.
 *
 * @param metadata - Text that goes into the patch, UTF-8; by custom XML.
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
