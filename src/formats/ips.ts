import { PatchError } from '../model/errors.js';
import { copyShortRun } from './copyRun.js';
import { MAX_RESULT_BYTES, checkResultSize } from './resultSize.js';

const MAGIC = 'PATCH';
const EOF = 0x454f46;
/** Records up to this length are copied without a call to a native copy. */
const SHORT_RECORD = 128;
/**
 * The most that all records of a patch may write, in bytes: an honest patch writes each byte of a ROM once, but a
 * record of eight bytes can write 64 KiB.
 */
const MAX_WRITTEN_BYTES = 16 * MAX_RESULT_BYTES;

function broken(why: string): PatchError {
  return new PatchError(`This IPS patch is broken: ${why}. Try a fresh copy of it.`);
}

function cutShort(): PatchError {
  return broken('it ends before its end marker');
}

function offsetAt(patch: DataView, at: number): number {
  return patch.getUint16(at) * 256 + patch.getUint8(at + 2);
}

/**
 * Validates the whole patch without writing anything, and returns the size in bytes of its result for a source of
 * `sourceSize` bytes.
 *
 * @throws PatchError when a record or the end is malformed, or the records write far more than a ROM has.
 */
function measureResult(patch: DataView, sourceSize: number): number {
  const end = patch.byteLength;
  let size = sourceSize;
  let written = 0;
  let at = MAGIC.length;
  for (;;) {
    if (at + 3 > end) throw cutShort();
    const offset = offsetAt(patch, at);
    at += 3;
    if (offset === EOF) break;
    if (at + 2 > end) throw cutShort();
    let length = patch.getUint16(at);
    at += 2 + length;
    if (length === 0) {
      at += 3;
      if (at > end) throw cutShort();
      length = patch.getUint16(at - 3);
      if (length === 0) throw broken(`the record for offset 0x${offset.toString(16)} is empty`);
    }
    size = Math.max(size, offset + length);
    written += length;
    if (written > MAX_WRITTEN_BYTES) {
      throw new PatchError(
        'This IPS patch writes more than 256 MiB, to the same places again and again: it is not a genuine patch.',
      );
    }
  }
  if (at === end) return size;
  if (at + 3 === end) return Math.min(size, offsetAt(patch, at));
  throw broken(`bytes follow its end marker (${end - at})`);
}

/** Writes the source and all records of a validated patch, truncated to the size of `result`. */
function writeResult(patch: Uint8Array, view: DataView, source: Uint8Array, result: Buffer): void {
  result.set(source.subarray(0, result.length));
  const resultView = new DataView(result.buffer, result.byteOffset, result.byteLength);
  // Every byte below `written` is set: gaps are zeroed as they appear, so no byte of the result stays uninitialized.
  let written = Math.min(source.length, result.length);
  let at = MAGIC.length;
  for (let offset = offsetAt(view, at); offset !== EOF; offset = offsetAt(view, at)) {
    const length = view.getUint16(at + 3);
    const repeats = length === 0;
    const data = repeats ? at + 7 : at + 5;
    const end = Math.min(offset + (repeats ? view.getUint16(at + 5) : length), result.length);
    at = repeats ? data + 1 : data + length;
    if (offset >= end) continue;
    if (offset > written) result.fill(0, written, offset);
    if (repeats) result.fill(view.getUint8(data), offset, end);
    else if (end - offset <= SHORT_RECORD) copyShortRun(view, data, resultView, offset, end - offset);
    else result.set(patch.subarray(data, data + end - offset), offset);
    written = Math.max(written, end);
  }
  result.fill(0, written);
}

/**
 * Applies an IPS patch to `source` and returns the result.
 *
 * Behaves as Floating IPS v199 does: an offset that reads `EOF` always ends the patch; a size after it truncates the
 * result and never extends it; records may overlap and come in any order; bytes beyond the source that no record writes
 * are zero. IPS has no checksum, so a patch for another ROM cannot be detected.
 *
 * @throws PatchError when the patch is broken, its result exceeds 16 MiB, or its records write more than 256 MiB.
 * @see https://zerosoft.zophar.net/ips.php
 */
export function applyIps(patch: Uint8Array, source: Uint8Array): Buffer {
  const magic = Buffer.from(patch.subarray(0, MAGIC.length)).toString('latin1');
  if (magic !== MAGIC) throw broken('it does not begin with PATCH');
  const view = new DataView(patch.buffer, patch.byteOffset, patch.byteLength);

  const size = measureResult(view, source.length);
  checkResultSize(size);
  const result = Buffer.allocUnsafe(size);
  writeResult(patch, view, source, result);
  return result;
}
