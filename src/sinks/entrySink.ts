import { type OperatorFunction, map } from 'rxjs';
import type { ScrapedEntry } from '../model/gamelist.js';
import type { IllustratedRom, RomEnding } from '../model/scrapeTask.js';

export interface EntrySinkDeps {
  /** The ROM's entry out of what the site says of its game. */
  readonly entryOf: (task: IllustratedRom) => ScrapedEntry;
  /** Keeps what the ROM was scraped as, and its entry until the gamelist of the system is written; null: it has one. */
  readonly keep: (task: IllustratedRom, entry: ScrapedEntry | null) => void;
}

/**
 * Keeps the entry of each ROM whose media are in their places; from here on a kill costs nothing.
 *
 * ```
 * source   --a-----|
 *          --E-----|     E: its ending
 * ```
 *
 * A ROM of which only media were missing keeps its entry as it is.
 */
export function entrySink({ entryOf, keep }: EntrySinkDeps): OperatorFunction<IllustratedRom, RomEnding> {
  return map((task) => {
    keep(task, task.plan === 'missing media' ? null : entryOf(task));
    return { outcome: 'scraped', media: task.stored, detail: null };
  });
}
