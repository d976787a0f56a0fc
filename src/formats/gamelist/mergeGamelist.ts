import type { MergeStrategy, ScrapedEntry } from '../../model/gamelist.js';
import { addEntries } from './addEntries.js';
import { entryFields } from './entryFields.js';
import { entrySplices } from './entrySplices.js';
import { entryXml } from './entryXml.js';
import { fieldChanges } from './fieldChanges.js';
import { removeElement } from './fieldSplices.js';
import { gamelistKey } from './gamelistKey.js';
import { idSplices } from './idSplices.js';
import { isLeftAlone } from './isLeftAlone.js';
import { entryLayout } from './layout.js';
import type { Gamelist } from './parseGamelist.js';
import { type Splice, applySplices } from './splice.js';
import { isWritable } from './xmlText.js';

export interface MergeOptions {
  readonly strategy: MergeStrategy;
  /** The lowest rating, 0 to 1, that makes a game a favorite; null: that is left to the user. */
  readonly autoFavorite: number | null;
  /** Keys of the entries to remove. One that is scraped, or is marked to be left alone, stays. */
  readonly prune: ReadonlySet<string>;
  /** The system's ROM folder, absolute: entries written with their absolute path are found as well. */
  readonly systemPath?: string | undefined;
}

/** A gamelist as it should be written. */
export interface MergedGamelist {
  readonly bytes: Buffer;
  /** Entries that were not there before. */
  readonly added: number;
  /** Entries in which any byte has changed. */
  readonly changed: number;
  readonly removed: number;
  /** Entries that it has after the merge. */
  readonly entries: number;
}

/**
 * Merges scraped entries into a gamelist by splicing its text, so that every byte outside the managed fields stays as
 * it is. {@link fieldChanges} and {@link idSplices} apply a strategy to the last entry of each path, which is the one
 * that ES-DE shows; entries with `<nomultiscrape>true</nomultiscrape>` are left alone; games without an entry are
 * appended to the list.
 *
 * Merging is idempotent. A game whose path has characters that XML cannot hold gets no entry: none could name it.
 *
 * @see https://gitlab.com/es-de/emulationstation-de/-/blob/master/es-app/src/GamelistFileParser.cpp (parseGamelist)
 */
export function mergeGamelist(
  gamelist: Gamelist,
  entries: readonly ScrapedEntry[],
  { strategy, autoFavorite, prune, systemPath }: MergeOptions,
): MergedGamelist {
  const { text, root } = gamelist;
  const keyOf = (path: string): string => gamelistKey(path, systemPath);
  const scraped = new Map(
    entries.filter(({ path }) => path.trim() !== '' && isWritable(path)).map((entry) => [keyOf(entry.path), entry]),
  );
  const splices: Splice[] = [];
  const keyed = gamelist.entries.map((entry) => [keyOf(entry.path), entry] as const);
  const shown = new Map(keyed);
  let [changed, removed] = [0, 0];

  for (const [key, entry] of keyed) {
    const known = scraped.get(key);
    if (isLeftAlone(entry)) continue;
    if (known === undefined) {
      if (!prune.has(key) && !prune.has(entry.key)) continue;
      splices.push(removeElement(text, entry.element));
      removed += 1;
    } else if (shown.get(key) === entry) {
      const edits = [
        ...idSplices(text, entry, known, strategy),
        ...entrySplices(text, entry, fieldChanges(entry, entryFields(known, autoFavorite), strategy)),
      ];
      for (const edit of edits) splices.push(edit);
      if (edits.length > 0) changed += 1;
    }
  }

  const layout = entryLayout(text, root);
  const added = [...scraped]
    .filter(([key]) => !shown.has(key))
    .map(([, entry]) => entryXml(entry, entryFields(entry, autoFavorite), layout));
  if (added.length > 0) splices.push(addEntries(gamelist, added));

  return {
    bytes: Buffer.from(applySplices(text, splices)),
    added: added.length,
    changed,
    removed,
    entries: gamelist.entries.length - removed + added.length,
  };
}
