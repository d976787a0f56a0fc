import { type GamelistFile, type GamelistWriting } from '../files/gamelistFile.js';
import { mergeGamelist, type MergeOptions, type MergedGamelist } from '../formats/gamelist/mergeGamelist.js';
import { type GamelistProvider, newGamelist } from '../formats/gamelist/newGamelist.js';
import { parseGamelist } from '../formats/gamelist/parseGamelist.js';
import { renamePaths } from '../formats/gamelist/renamePaths.js';
import { GamelistError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { ScrapedEntry } from '../model/gamelist.js';

/** A gamelist, and what a new one says about itself. */
export interface GamelistTarget {
  /** Short name of the system. */
  readonly system: string;
  /** Path of the gamelist, absolute. */
  readonly path: string;
  readonly provider: GamelistProvider;
}

export interface GamelistEdits extends MergeOptions {
  /** Renamed files: the new path, by the key of the old one. Their entries move with them. */
  readonly renames?: ReadonlyMap<string, string>;
}

export interface GamelistSinkDeps {
  readonly file: GamelistFile;
  readonly report: Report;
  readonly now: () => Date;
}

/** A program that rewrites the file this often in a row is not going to stop. */
const MAX_TRIES = 5;

/**
 * Merges entries into a gamelist and writes it, unless it is byte-for-byte the same already. If another program has written
 * the file in the meantime, the entries are merged into its version.
 *
 * @throws GamelistError - the file cannot be read or parsed, or keeps changing; it was left as it is
 * @throws ArchiveError - it cannot be written
 */
export async function gamelistSink(
  { system, path, provider }: GamelistTarget,
  entries: readonly ScrapedEntry[],
  { renames = new Map(), ...options }: GamelistEdits,
  { file, report, now }: GamelistSinkDeps,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await file.read();
    // Without entries, there is no need for a file.
    if (before === null && entries.length === 0) return;
    const source = { file: path, systemPath: options.systemPath };
    const there = before === null ? newGamelist(provider) : parseGamelist(before, source);
    const { gamelist, renamed } = renamePaths(there, renames, source);
    const merged = mergeGamelist(gamelist, entries, options);
    const writing = await file.write(merged.bytes, before, now());
    if (writing.outcome === 'overtaken') continue;
    if (writing.outcome === 'written' && writing.otherNames > 0) {
      const advice = 'replace them with symbolic links';
      const message = `${system}: ${path} is now a new file, but its other names (hard links) still lead to the old one; ${advice}.`;
      report({ type: 'warning', message });
    }
    report({ type: 'gamelist.written', system, file: path, ...counts(merged, renamed), ...copyOf(writing) });
    return;
  }
  throw new GamelistError(`The gamelist ${path} keeps changing; close ES-DE and run romflow again.`);
}

const counts = ({ entries, added, changed, removed }: MergedGamelist, renamed: number) => ({
  entries,
  added,
  removed,
  changed: changed + renamed,
});

const copyOf = (writing: Exclude<GamelistWriting, { outcome: 'overtaken' }>) =>
  writing.outcome === 'unchanged' ? { backup: null, unchanged: true } : { backup: writing.backup, unchanged: false };
