import { answerKey, contentKey, pickKey, searchKey } from '../archive/answerKeys.js';
import type { Scraped } from '../archive/romStates.js';
import type { ScrapeState } from '../archive/scrapeState.js';
import type { MediaIndex } from '../files/mediaIndex.js';
import { entryWhole } from '../formats/gamelist/entryWhole.js';
import { gamelistKey } from '../formats/gamelist/gamelistKey.js';
import { isLeftAlone } from '../formats/gamelist/isLeftAlone.js';
import type { Gamelist, GamelistEntry } from '../formats/gamelist/parseGamelist.js';
import { hashMatches } from '../formats/matching/hashMatches.js';
import { isNotGame } from '../formats/matching/isNotGame.js';
import { missingKinds } from '../formats/media/missingKinds.js';
import { type PlanDecision, planFor } from '../formats/scrapePlan.js';
import type { MediaKind } from '../model/mediaKind.js';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type { ScrapeMode } from '../model/scrapeMode.js';
import type { FoundRom } from '../model/scrapeTask.js';
import type { KnownSystem } from '../model/system.js';
import { searchName } from './rememberedAnswers.js';

export interface RomPlanOptions {
  readonly mode: ScrapeMode | null;
  /** Compare what is there with what the site has. */
  readonly update: boolean;
  readonly kinds: readonly MediaKind[];
  /** The site's earlier answers count. */
  readonly cached: boolean;
  /** Search for ROMs that the site does not know. */
  readonly search: boolean;
  /** The user can be asked to choose among the hits of a search. */
  readonly interactive: boolean;
  /** Files larger than this are not hashed, in bytes; 0 for no limit. */
  readonly sizeLimit: number;
}

export interface RomPlanDeps {
  readonly state: Pick<ScrapeState, 'answers' | 'hashes' | 'roms' | 'runs'>;
  /** Id of the run. */
  readonly run: string;
  /** Null when there is no gamelist yet. */
  readonly gamelist: Gamelist | null;
  /** Paths of entries that have been scraped but not yet written to the gamelist. */
  readonly pending: ReadonlySet<string>;
  readonly media: Pick<MediaIndex, 'has'>;
  readonly hash: (rom: RomFile) => Promise<RomHashes | null>;
  readonly now: () => number;
}

/**
 * Decides what to do with the ROMs of one system: gathers what is known about each, and hashes it only if the mode asks whether
 * it has changed, or if media are missing.
 */
export function romPlans(
  { name, scraperId, path: systemPath }: KnownSystem,
  options: RomPlanOptions,
  deps: RomPlanDeps,
): (found: FoundRom) => Promise<PlanDecision> {
  const { state, run, pending, media, hash, now } = deps;
  const entries = entriesByKey(deps.gamelist);

  /** The cached digests; null when the file is too large to be hashed, undefined when it has not been hashed in its present state. */
  function remembered(rom: RomFile): RomHashes | null | undefined {
    const { file, fileSize, mtimeMs } = rom;
    const tooLarge = options.sizeLimit > 0 && fileSize > options.sizeLimit;
    return state.hashes.get(file, fileSize, mtimeMs) ?? (tooLarge ? null : undefined);
  }

  function mediaWhole(rom: RomFile): boolean {
    const has = (kind: MediaKind): boolean => media.has(kind, rom.mediaStem);
    const missing = options.kinds.filter((kind) => !has(kind));
    if (missing.length === 0) return true;
    return missingKinds(missing, { has, states: state.roms.mediaOf(name, rom.path), now: now() }).length === 0;
  }

  /** False for a ROM whose answer arrived just before a kill: it is yet to be reported, and its turn costs no request. */
  function isUnknown(rom: RomFile, hashes: RomHashes | null | undefined): boolean {
    const last = state.roms.get(name, rom.path);
    if (hashes === undefined || last?.outcome !== 'unmatched') return false;
    const nothingAt = (key: string): boolean => state.answers.isUnknown(scraperId, key);
    // Under other settings it might match now; and an answer that is newer, or has the ROM's hash, has not been rejected.
    const rejected = (key: string): boolean => {
      const answer = state.runs.sameOptions(last.run, run) ? state.answers.get(scraperId, key) : null;
      if (answer === null || state.answers.get(scraperId, key, last.at + 1) !== null) return false;
      const [game] = answer;
      return game === undefined || !hashMatches(game.rom, hashes) || isNotGame(game);
    };
    const key = answerKey(rom, hashes);
    // The user's choice counts even with the cache turned off.
    if (options.search && nothingAt(pickKey(rom, hashes))) return true;
    if (!options.cached || (!nothingAt(key) && !rejected(key))) return false;
    const sought = searchName(rom.romName);
    return !options.search || (!options.interactive && (sought === '' || rejected(searchKey(sought))));
  }

  /** Whether an entry has all that the site knew when it was last scraped. */
  function hasAll(entry: ListedFields | undefined, { fields }: Scraped): boolean {
    return fields.every((field) => field === 'sortname' || (entry?.fields.get(field) ?? '').trim() !== '');
  }

  /**
   * Whether a ROM that had its turn in this run, before it was interrupted, needs no other. It needs one if its entry has been
   * removed from the gamelist since (a backup was restored), if a medium is missing, or if its answer was that too many unknown
   * ROMs had been asked for, which is no answer.
   *
   * @param asItWas - its entry and its media are there, and its content has not changed
   */
  function isStillDone(rom: RomFile, hashes: RomHashes | null | undefined, asItWas: boolean): boolean {
    if (!state.runs.doneInRun(name, rom.path, run)) return false;
    if (state.roms.get(name, rom.path)?.outcome === 'scraped') return asItWas;
    return !options.cached || (hashes !== undefined && state.answers.get(scraperId, answerKey(rom, hashes)) !== null);
  }

  return async ({ rom }) => {
    const entry = entries.get(gamelistKey(rom.path, systemPath));
    const last = state.roms.get(name, rom.path);
    const scraped = last?.scraped ?? null;
    const hasMedia = mediaWhole(rom);
    // A ROM whose media will be fetched is hashed in any case: do it now, so that this run decides as the next one would.
    const looks = options.mode === 'changed' || (options.mode === null && !hasMedia);
    const hashes = looks && scraped !== null ? await hash(rom) : remembered(rom);
    const hashChanged = scraped === null || hashes === undefined ? null : contentKey(rom, hashes) !== scraped.content;
    // A pending entry says nothing about a different file that may have arrived since the run was killed.
    const isWaiting = pending.has(rom.path) && hashChanged === false;
    const inGamelist = entry !== undefined || isWaiting;
    return planFor({
      mode: options.mode,
      compareMedia: options.update,
      inGamelist,
      entryWhole: entry !== undefined && entryWhole(entry),
      mediaWhole: hasMedia,
      hashChanged,
      scrapedBefore: isWaiting || (scraped !== null && hasAll(entry, scraped)),
      unknown: isUnknown(rom, hashes),
      noMultiScrape: entry !== undefined && isLeftAlone(entry),
      doneInThisRun: isStillDone(rom, hashes, inGamelist && hasMedia && hashChanged === false),
    });
  };
}

/** Only what is needed of an entry: the rest, its place in the text, is large. */
type ListedFields = Pick<GamelistEntry, 'fields'>;

/** The last entry for each path, which is the one that is merged. */
function entriesByKey(gamelist: Gamelist | null): ReadonlyMap<string, ListedFields> {
  return new Map(gamelist?.entries.map(({ key, fields }) => [key, { fields }]));
}
