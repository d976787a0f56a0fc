import { resolve } from 'node:path';
import type { ScrapeState } from '../archive/scrapeState.js';
import { gamelistFile } from '../files/gamelistFile.js';
import { isGone } from '../files/isGone.js';
import { type MediaFiles, mediaFiles } from '../files/mediaFiles.js';
import type { MediaIndex } from '../files/mediaIndex.js';
import { romFiles } from '../files/romFiles.js';
import { parseGamelist } from '../formats/gamelist/parseGamelist.js';
import type { MergeStrategy } from '../model/gamelist.js';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type { KnownSystem } from '../model/system.js';
import { gamelistSink } from '../sinks/gamelistSink.js';
import { type MissingEntriesDeps, type MissingEntriesOptions, missingEntries } from './missingEntries.js';
import { type RomPlanOptions, romPlans } from './romPlans.js';
import type { OpenedSystem } from './scrapeCourse.js';
import { type ScrapeTotals, between, notAsked } from './scrapeTotals.js';
import { stopwatch } from './stopwatch.js';

export interface OpenSystemOptions extends MissingEntriesOptions {
  readonly plan: RomPlanOptions;
  /** ES-DE's folders, absolute. */
  readonly gamelists: string;
  readonly media: string;
  readonly filterNonDisc1: boolean;
  readonly strategy: MergeStrategy;
  readonly autoFavorite: number | null;
  /** `romflow 1.2.3`, for the head of a new gamelist. */
  readonly software: string;
}

export interface OpenSystemDeps extends MissingEntriesDeps {
  readonly state: ScrapeState;
  /** Id of the run. */
  readonly run: string;
  readonly hash: (rom: RomFile) => Promise<RomHashes | null>;
  /** What else the operators of the system need. */
  readonly operators: (
    files: MediaFiles,
    roms: readonly RomFile[],
    media: Pick<MediaIndex, 'caseCounts'>,
  ) => Pick<OpenedSystem, 'fetchMedia' | 'retireMedia' | 'entrySink'>;
  readonly totals: () => ScrapeTotals;
  readonly now: () => number;
}

/**
 * Finds the ROMs of a system and reads its gamelist.
 *
 * @returns null when there is neither, or the user does not want to continue
 * @throws GamelistError - the gamelist cannot be read or parsed; nothing is requested for the system
 */
export async function openSystem(
  system: KnownSystem,
  options: OpenSystemOptions,
  deps: OpenSystemDeps,
): Promise<OpenedSystem | null> {
  const { state, report, totals } = deps;
  const path = resolve(options.gamelists, system.name, 'gamelist.xml');
  const file = gamelistFile(path);
  const bytes = await file.read();
  const gamelist = bytes === null ? null : parseGamelist(bytes, { file: path, systemPath: system.path });
  const warn = (message: string): void => {
    report({ type: 'warning', message: `${system.name}: ${message}` });
  };
  const roms = await romFiles(system, warn, { filterNonDisc1: options.filterNonDisc1 });
  if (roms.length === 0 && gamelist === null) return null;

  const elapsed = stopwatch(deps.now);
  const before = totals();
  report({ type: 'system.started', system: system.name, fullname: system.fullname, roms: roms.length });
  const gone = await missingEntries(system, gamelist, roms, options, deps);
  if (gone === null) {
    const reason = 'too few of its entries have a file';
    report({ type: 'system.skipped', system: system.name, reason, failed: false });
    return null;
  }
  // Only the count is needed until the end; a parsed gamelist is too large to be kept for that.
  const listed = gamelist === null ? null : gamelist.entries.length;
  const files = mediaFiles(options.media, system.name);
  if (!options.dryRun) for (const left of [file, files]) await left.sweep();
  const pending = new Set(state.entries.all(system.name).map((entry) => entry.path));
  const media = await files.index(options.plan.kinds);
  const plan = romPlans(system, options.plan, { ...deps, gamelist, pending, media });

  const write = async (): Promise<void> => {
    const waiting = state.entries.all(system.name);
    // These include entries of a killed run, whose ROMs may have been renamed or removed since.
    const found = new Set(roms.map((rom) => rom.path));
    const entries = waiting.filter((entry) => found.has(entry.path) || !isGone(resolve(system.path, entry.path)));
    if (listed !== null && waiting.length === 0 && gone.size === 0) {
      const unchanged = { added: 0, changed: 0, removed: 0, backup: null, unchanged: true } as const;
      report({ type: 'gamelist.written', system: system.name, file: path, entries: listed, ...unchanged });
      return;
    }
    const { strategy, autoFavorite, software } = options;
    const provider = {
      system: system.fullname,
      software,
      database: 'ScreenScraper.fr',
      web: 'https://www.screenscraper.fr',
    };
    // A file may have come back since.
    const prune = new Set([...gone].filter((key) => isGone(resolve(system.path, key))));
    await gamelistSink(
      { system: system.name, path, provider },
      entries,
      { strategy, autoFavorite, systemPath: system.path, prune },
      { file, report, now: () => new Date(deps.now()) },
    );
    state.entries.clear(
      system.name,
      waiting.map((entry) => entry.path),
    );
  };

  const close = async (): Promise<void> => {
    if (!options.dryRun) await write();
    const { name, fullname } = system;
    const total = roms.length;
    const counts = between(before, totals());
    const left = notAsked(total, counts);
    const elapsedMs = elapsed();
    report({ type: 'system.ended', system: name, fullname, total, ...counts, left, elapsedMs });
  };

  return { roms, planRom: { plan }, ...deps.operators(files, roms, media), close };
}
