import { crc32 } from 'node:zlib';
import { PatchError } from '../model/errors.js';
import { copyRun } from './copyRun.js';
import { checkResultSize } from './resultSize.js';

const MAGIC = 'BPS1';
/** Three CRC-32s at the end: source, target, patch. */
const FOOTER_BYTES = 12;

/** The action types, held in the two lowest bits of an action's number; the other bits hold its length minus one. */
export const BPS_ACTION = { sourceRead: 0, targetRead: 1, sourceCopy: 2, targetCopy: 3 } as const;

function broken(why: string): PatchError {
  return new PatchError(`This BPS patch is broken: ${why}. Try a fresh copy of it.`);
}

function crcText(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(8, '0');
}

/** A read position in the patch; `bytes` ends where the footer begins. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads a variable-length number: 7 bits per byte, lowest first; bit 7 marks the last byte, and each continuation adds one. */
function readNumber(cursor: Cursor): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw broken('it ends in the middle of a number');
    value += (byte & 0x7f) * scale;
    // No size or offset of a ROM comes near this, and beyond it numbers are no longer exact.
    if (value > Number.MAX_SAFE_INTEGER) throw broken('one of its numbers is too large');
    if (byte >= 0x80) return value;
    scale *= 128;
    value += scale;
  }
}

/** Moves a copy offset by a signed distance, whose lowest bit is the sign. */
function readMove(cursor: Cursor, from: number): number {
  const encoded = readNumber(cursor);
  const distance = Math.floor(encoded / 2);
  return encoded % 2 === 0 ? from + distance : from - distance;
}

/** Repeats the bytes from `start` to `at` by doubling: each copy makes twice as much available to the next. */
function repeatRun(target: Buffer, start: number, at: number, length: number): void {
  const end = at + length;
  if (start + 1 === at) {
    target.fill(target[start] ?? 0, at, end);
    return;
  }
  while (at < end) {
    const run = Math.min(at - start, end - at);
    target.copyWithin(at, start, start + run);
    at += run;
  }
}

/** Runs all actions. Writes every byte of `target`, in order, or throws. */
function runActions(cursor: Cursor, source: Uint8Array, target: Buffer): void {
  const { bytes } = cursor;
  // Copies in one go what SourceRead would copy piece by piece: it never moves a byte, and no action writes ahead of
  // the current position.
  target.set(source.subarray(0, target.length));
  let at = 0;
  let sourceAt = 0;
  let targetAt = 0;
  while (cursor.at < bytes.length) {
    const action = readNumber(cursor);
    const length = Math.floor(action / 4) + 1;
    if (length > target.length - at) throw broken('its actions write past the end of its target');
    switch (action % 4) {
      case BPS_ACTION.sourceRead:
        if (at + length > source.length) throw broken('it reads beyond the end of the ROM');
        break;
      case BPS_ACTION.targetRead:
        if (length > bytes.length - cursor.at) throw broken('it ends in the middle of its data');
        copyRun(bytes, cursor.at, target, at, length);
        cursor.at += length;
        break;
      case BPS_ACTION.sourceCopy:
        sourceAt = readMove(cursor, sourceAt);
        if (sourceAt < 0 || sourceAt + length > source.length) throw broken('it copies from outside the ROM');
        copyRun(source, sourceAt, target, at, length);
        sourceAt += length;
        break;
      default:
        targetAt = readMove(cursor, targetAt);
        if (targetAt < 0 || targetAt >= at) throw broken('it copies from output that is not written yet');
        if (targetAt + length <= at) copyRun(target, targetAt, target, at, length);
        else repeatRun(target, targetAt, at, length);
        targetAt += length;
    }
    at += length;
  }
  if (at < target.length) throw broken('its actions stop short of its target');
}

/** What a patch says about a file: its size in bytes and its CRC-32. */
interface Expected {
  readonly size: number;
  readonly crc: number;
}

/** Ensures that `source` is the ROM the patch was made for. */
function checkSource(source: Uint8Array, expected: Expected, result: Expected): void {
  const crc = crc32(source);
  if (source.length === expected.size && crc === expected.crc) return;
  if (source.length === result.size && crc === result.crc) {
    throw new PatchError('This ROM is already patched: apply the patch to the unpatched ROM.');
  }
  throw new PatchError(
    source.length === expected.size
      ? `This patch is meant for another ROM: it expects CRC32 ${crcText(expected.crc)}, but this ROM has ${crcText(crc)}.`
      : `This patch is meant for another ROM: it expects ${expected.size} bytes, but this ROM has ${source.length}.`,
  );
}

/**
 * Applies a BPS patch to `source` and returns the result.
 *
 * Accepts and rejects patches as Floating IPS v199 does: the checksums of the patch, the source and the target must all
 * match, every action must stay within bounds, and the actions must use up the patch and fill the target exactly.
 * Metadata is skipped.
 *
 * @throws PatchError when the patch is broken, is meant for another ROM, or its result exceeds 16 MiB.
 * @see https://github.com/blakesmith/rombp/blob/master/docs/bps_spec.md
 */
export function applyBps(patch: Uint8Array, source: Uint8Array): Buffer {
  const bytes = Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength);
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw broken('it does not begin with BPS1');
  const end = bytes.length - FOOTER_BYTES;
  if (end < MAGIC.length) throw broken('it is too short');
  if (crc32(bytes.subarray(0, -4)) !== bytes.readUInt32LE(end + 8)) throw broken('its checksum is wrong');

  const cursor: Cursor = { bytes: bytes.subarray(0, end), at: MAGIC.length };
  const expected = { size: readNumber(cursor), crc: bytes.readUInt32LE(end) };
  const result = { size: readNumber(cursor), crc: bytes.readUInt32LE(end + 4) };
  checkSource(source, expected, result);
  checkResultSize(result.size);
  const metadata = readNumber(cursor);
  if (metadata > end - cursor.at) throw broken('it ends in the middle of its metadata');
  cursor.at += metadata;

  const target = Buffer.allocUnsafe(result.size);
  runActions(cursor, source, target);
  const crc = crc32(target);
  if (crc !== result.crc) throw broken(`its result has CRC32 ${crcText(crc)} instead of ${crcText(result.crc)}`);
  return target;
}
