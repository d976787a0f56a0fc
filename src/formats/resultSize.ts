import { PatchError } from '../model/errors.js';

/** The largest ROM that a patch may produce, and so the largest in a blob or a ROM folder: 16 MiB, in bytes. */
export const MAX_RESULT_BYTES = 16 * 1024 * 1024;

/**
 * Rejects a result that is too large, before anything is allocated for it.
 *
 * @throws PatchError when `bytes` exceeds {@link MAX_RESULT_BYTES}.
 */
export function checkResultSize(bytes: number): void {
  if (bytes > MAX_RESULT_BYTES) {
    throw new PatchError(
      `The result of this patch would have ${bytes} bytes, more than the 16 MiB that a ROM may have.`,
    );
  }
}
