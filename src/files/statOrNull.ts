import type { BigIntStats } from 'node:fs';

/** `stat` or `lstat`. */
export type Look = (path: string, options: { bigint: true }) => Promise<BigIntStats>;

/** The stats of a path; null if there is nothing, or nothing that may be examined. */
export async function statOrNull(path: string, look: Look): Promise<BigIntStats | null> {
  try {
    return await look(path, { bigint: true });
  } catch {
    return null;
  }
}

/** Whether two paths that were looked at lead to the same file. */
export const isOneFile = (one: BigIntStats | null, other: BigIntStats | null): boolean =>
  one !== null && one.ino === other?.ino && one.dev === other.dev;
