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
