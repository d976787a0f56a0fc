import { type OperatorFunction, map } from 'rxjs';
import type { ScrapedEntry } from '../model/gamelist.js';
import type { IllustratedRom, RomEnding } from '../model/scrapeTask.js';

export interface EntrySinkDeps {
  /** Makes the ROM's entry from what the site says about its game. */
  readonly entryOf: (task: IllustratedRom) => ScrapedEntry;
  /** Stores what the ROM was scraped as, and its entry until the system's gamelist is written; null: it has one. */
  readonly keep: (task: IllustratedRom, entry: ScrapedEntry | null) => void;
}

/**
 * Stores the entry of each ROM whose media are in place; from here on a kill costs nothing.
 *
 * ```
 * source   --a-----|
 *          --E-----|     E: its ending
 * ```
 *
 * A ROM that lacked only media keeps its entry as it is.
 */
export function entrySink({ entryOf, keep }: EntrySinkDeps): OperatorFunction<IllustratedRom, RomEnding> {
  return map((task) => {
    keep(task, task.plan === 'missing media' ? null : entryOf(task));
    return { outcome: 'scraped', media: task.stored, detail: null };
  });
}
