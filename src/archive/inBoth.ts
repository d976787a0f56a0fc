import type { Databases } from './databases.js';

/** Called with the name of a dangerous moment, for tests that end it there. */
export type BothFailpoint = (name: 'between commits') => void;

/**
 * Changes both files or neither.
 *
 * One file's transaction encloses the other's: attachments are committed first, so that a reader who follows the names from
 * `gameversions` on never finds a broken chain.
 */
export function inBoth<T>({ rhdata, patchbin }: Databases, work: () => T, failpoint?: BothFailpoint): T {
  return rhdata.transaction(() => {
    const result = patchbin.transaction(work);
    failpoint?.('between commits');
    return result;
  });
}
