import { PatchError } from '../model/errors.js';
import { MAX_RESULT_BYTES, checkResultSize } from './resultSize.js';

/** The offset that reads `EOF`: no record may begin there. */
const EOF = 0x454f46;
const MAX_RECORD = 0xffff;
/** Fewer unchanged bytes than this between two changes cost less inside a record than the header of another. */
const MIN_GAP = 6;
/** A run shorter than this costs less inside a data record. */
const MIN_RUN = 14;

function uint(value: number, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
}

/** The ranges of `target` that differ from `source`, as [start, end); bytes beyond the source always differ. */
function* changes(source: Uint8Array, target: Uint8Array): Generator<readonly [number, number]> {
  let start = -1;
  let end = 0;
  for (let at = 0; at < target.length; at++) {
    if (at < source.length && source[at] === target[at]) continue;
    if (start >= 0 && at - end >= MIN_GAP) {
      yield [start, end];
      start = -1;
    }
    if (start < 0) start = at;
    end = at + 1;
  }
  if (start >= 0) yield [start, end];
}

/** The number of bytes from `at` on, before `limit`, that equal the first of them. */
function runLength(target: Uint8Array, at: number, limit: number): number {
  let i = at + 1;
  while (i < limit && target[i] === target[at]) i++;
  return i - at;
}

/** Where a data record that begins at `at` ends: before the next run worth a record of its own. */
function dataEnd(target: Uint8Array, at: number, limit: number): number {
  // A record that starts one byte early to avoid EOF must also reach beyond it.
  let end = Math.min(at === EOF - 1 ? at + 2 : at + 1, limit);
  while (end < limit) {
    const run = runLength(target, end, Math.min(limit, end + MIN_RUN));
    if (run >= MIN_RUN) break;
    end += run;
  }
  return Math.min(end, limit);
}

/** The records for one changed range. */
function* records(target: Uint8Array, start: number, end: number): Generator<Uint8Array> {
  let at = start;
  while (at < end) {
    // The byte before is known as well: writing it again avoids the offset that would end the patch.
    if (at === EOF) at--;
    const limit = Math.min(end, at + MAX_RECORD);
    const run = runLength(target, at, limit);
    if (run >= MIN_RUN) {
      yield Buffer.concat([uint(at, 3), uint(0, 2), uint(run, 2), target.subarray(at, at + 1)]);
      at += run;
    } else {
      const stop = dataEnd(target, at, limit);
      yield Buffer.concat([uint(at, 3), uint(stop - at, 2), target.subarray(at, stop)]);
      at = stop;
    }
  }
}

/**
 * Creates an IPS patch that turns `source` into `target`, with a size after the end mark if the target is shorter.
 *
 * @throws PatchError when the target exceeds 16 MiB, or is exactly 16 MiB and shorter than the source: three bytes
 *   cannot express that size.
 * @see https://zerosoft.zophar.net/ips.php
 */
export function makeIps(source: Uint8Array, target: Uint8Array): Buffer {
  checkResultSize(target.length);
  const cut = target.length < source.length;
  if (cut && target.length === MAX_RESULT_BYTES) {
    throw new PatchError('An IPS patch cannot cut a ROM to exactly 16 MiB: make a BPS patch instead.');
  }
  const parts: Uint8Array[] = [Buffer.from('PATCH')];
  for (const [start, end] of changes(source, target)) {
    for (const record of records(target, start, end)) parts.push(record);
  }
  parts.push(Buffer.from('EOF'));
  if (cut) parts.push(uint(target.length, 3));
  return Buffer.concat(parts);
}
