import type { Gamelist } from './parseGamelist.js';

/** How far a gamelist and the ROM folder agree. */
export interface GamelistIntegrity {
  readonly entries: number;
  /** Entries whose file exists. */
  readonly present: number;
  /** `present` out of `entries`, 0 to 1; 1 for a list without entries. */
  readonly ratio: number;
  /** Paths, as written, of the entries whose file is missing. */
  readonly missing: readonly string[];
}

/**
 * Checks which entries of a gamelist have a file.
 *
 * @param present - whether there is a file for an entry, by its key or by its path as written
 */
export function integrity({ entries }: Gamelist, present: (key: string, path: string) => boolean): GamelistIntegrity {
  const missing = entries.filter(({ key, path }) => !present(key, path)).map(({ path }) => path);
  const there = entries.length - missing.length;
  return { entries: entries.length, present: there, ratio: entries.length === 0 ? 1 : there / entries.length, missing };
}
