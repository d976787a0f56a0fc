import type { Databases } from './databases.js';

/** Called with the name of a critical moment, for tests that kill the process there. */
export type BothDatabasesFailpoint = (name: 'between commits') => void;

/**
 * Changes both databases or neither.
 *
 * One transaction encloses the other: attachments are committed first, so that a reader who follows the names from
 * `gameversions` never finds a broken chain.
 */
export function inBothDatabases<T>(
  { rhdata, patchbin }: Databases,
  work: () => T,
  failpoint?: BothDatabasesFailpoint,
): T {
  return rhdata.transaction(() => {
    const result = patchbin.transaction(work);
    failpoint?.('between commits');
    return result;
  });
}
