import { resolve } from 'node:path';
import type { ScrapeState } from '../archive/scrapeState.js';
import { gamelistFile } from '../files/gamelistFile.js';
import { isGone } from '../files/isGone.js';
import { type MediaFiles, mediaFiles } from '../files/mediaFiles.js';
import type { MediaIndex } from '../files/mediaIndex.js';
import { romFiles } from '../files/romFiles.js';
import { gamelistKey } from '../formats/gamelist/gamelistKey.js';
import { type GamelistIntegrity, integrity } from '../formats/gamelist/integrity.js';
import { isLeftAlone } from '../formats/gamelist/isLeftAlone.js';
import { type Gamelist, parseGamelist } from '../formats/gamelist/parseGamelist.js';
import type { Report } from '../model/events.js';
import type { MergeStrategy } from '../model/gamelist.js';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type { KnownSystem } from '../model/system.js';
import { gamelistSink } from '../sinks/gamelistSink.js';
import { type RomPlanOptions, romPlans } from './romPlans.js';
import type { OpenedSystem } from './scrapeCourse.js';
import { type ScrapeTotals, between, notAsked } from './scrapeTotals.js';
import { stopwatch } from './stopwatch.js';

export interface OpenSystemOptions {
  readonly plan: RomPlanOptions;
  /** ES-DE's folders, absolute. */
  readonly gamelists: string;
  readonly media: string;
  readonly filterNonDisc1: boolean;
  readonly strategy: MergeStrategy;
  readonly autoFavorite: number | null;
  /** Share of the entries that must have a file, or the user is asked. */
  readonly integrityThreshold: number;
  readonly prune: boolean;
  /** Nobody has to be asked. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** `romflow 1.2.3`, for the head of a new gamelist. */
  readonly software: string;
}

export interface OpenSystemDeps {
  readonly state: ScrapeState;
  /** Id of the run. */
  readonly run: string;
  readonly hash: (rom: RomFile) => Promise<RomHashes | null>;
  /** Asks the user; null where nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** What the operators of the system need besides. */
  readonly operators: (
    files: MediaFiles,
    roms: readonly RomFile[],
    media: Pick<MediaIndex, 'caseCounts'>,
  ) => Pick<OpenedSystem, 'fetchMedia' | 'retireMedia' | 'entrySink'>;
  readonly totals: () => ScrapeTotals;
  readonly report: Report;
  readonly now: () => number;
}

/**
 * Finds the ROMs of a system and reads its gamelist.
 *
 * @returns null when there is neither, or the user does not want to go on
 * @throws GamelistError - the gamelist cannot be read or parsed: nothing of the system is asked for
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
  const gone = await goneEntries(system, gamelist, roms, options, deps);
  if (gone === null) {
    const reason = 'too few of its entries have a file';
    report({ type: 'system.skipped', system: system.name, reason, failed: false });
    return null;
  }
  // What is used until the end: a parsed gamelist is large, and is not kept for it.
  const listed = gamelist === null ? null : gamelist.entries.length;
  const files = mediaFiles(options.media, system.name);
  if (!options.dryRun) for (const left of [file, files]) await left.sweep();
  const pending = new Set(state.entries.all(system.name).map((entry) => entry.path));
  const media = await files.index(options.plan.kinds);
  const plan = romPlans(system, options.plan, { ...deps, gamelist, pending, media });

  const write = async (): Promise<void> => {
    const waiting = state.entries.all(system.name);
    // Those of a killed run, too, whose ROM may have another name by now, or be no more.
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

/**
 * Tells which entries have no file.
 *
 * @returns keys of the entries to be removed; null when the system shall not be touched
 */
async function goneEntries(
  { name, path }: KnownSystem,
  gamelist: Gamelist | null,
  roms: readonly RomFile[],
  { prune, yes, integrityThreshold, dryRun }: OpenSystemOptions,
  { report, confirm }: OpenSystemDeps,
): Promise<ReadonlySet<string> | null> {
  if (gamelist === null) return new Set();
  const found = new Set(roms.map((rom) => gamelistKey(rom.path, path)));
  // A file that is no ROM of the system, or a folder, is there all the same; its disk may tell Unicode's forms apart.
  const exists = (file: string): boolean => !isGone(resolve(path, file));
  const checked = integrity(gamelist, (key, written) => found.has(key) || exists(key) || exists(written));
  const { entries, present, ratio, missing } = checked;
  if (missing.length === 0) return new Set();
  const low = ratio < integrityThreshold;
  const asked = low && !yes && !dryRun && confirm !== null;
  const agreed = asked ? await confirm(question(name, checked)) : yes;
  // An unmounted disk must not empty a gamelist.
  const pruned = prune && (!low || agreed);
  const kept = new Set(gamelist.entries.filter(isLeftAlone).map((entry) => entry.path));
  const paths = pruned ? missing.filter((written) => !kept.has(written)) : [...missing];
  if (paths.length > 0) report({ type: 'gamelist.missing', system: name, entries, present, paths, pruned });
  if (low) {
    const advice = prune && !pruned ? '; nothing is removed: look whether the disk is there, or add --yes' : '';
    const share = `${Math.floor(ratio * 100)} %`;
    report({ type: 'warning', message: `${name}: only ${share} of the gamelist’s entries have a file${advice}.` });
  }
  if (asked && !agreed) return null;
  return pruned ? new Set(paths.map((written) => gamelistKey(written, path))) : new Set();
}

const question = (name: string, { present, entries }: GamelistIntegrity): string =>
  `${name}: only ${present} of ${entries} entries of the gamelist have a file. Go on with this system?`;
