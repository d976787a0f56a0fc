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
  /** What the site said before counts. */
  readonly cached: boolean;
  /** A ROM that the site does not know is searched for. */
  readonly search: boolean;
  /** Somebody can be asked which of a search's hits it is. */
  readonly interactive: boolean;
  /** Larger files are not hashed, in bytes; 0 for no limit. */
  readonly sizeLimit: number;
}

export interface RomPlanDeps {
  readonly state: Pick<ScrapeState, 'answers' | 'hashes' | 'roms' | 'runs'>;
  /** Id of the run. */
  readonly run: string;
  /** Null when there is no gamelist yet. */
  readonly gamelist: Gamelist | null;
  /** Paths of entries that were scraped and wait to be written. */
  readonly pending: ReadonlySet<string>;
  readonly media: Pick<MediaIndex, 'has'>;
  readonly hash: (rom: RomFile) => Promise<RomHashes | null>;
  readonly now: () => number;
}

/**
 * Decides what becomes of the ROMs of one system: gathers for each what is known of it, and hashes it only when the mode
 * asks whether it has changed, or media are missing.
 */
export function romPlans(
  { name, scraperId, path: systemPath }: KnownSystem,
  options: RomPlanOptions,
  deps: RomPlanDeps,
): (found: FoundRom) => Promise<PlanDecision> {
  const { state, run, pending, media, hash, now } = deps;
  const entries = entriesByKey(deps.gamelist);

  /** The digests as they are remembered; undefined when the ROM has not been hashed as it is now. */
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

  /** One whose answer came just before a kill is still to be told of: its turn costs no request. */
  function isUnknown(rom: RomFile, hashes: RomHashes | null | undefined): boolean {
    const last = state.roms.get(name, rom.path);
    if (hashes === undefined || last?.outcome !== 'unmatched') return false;
    const nothingAt = (key: string): boolean => state.answers.isUnknown(scraperId, key);
    // With other settings, what was no match then may be one; an answer that came since, or has the ROM's hash, was not judged.
    const rejected = (key: string): boolean => {
      const answer = state.runs.sameOptions(last.run, run) ? state.answers.get(scraperId, key) : null;
      if (answer === null || state.answers.get(scraperId, key, last.at + 1) !== null) return false;
      const [game] = answer;
      return game === undefined || !hashMatches(game.rom, hashes) || isNotGame(game);
    };
    const key = answerKey(rom, hashes);
    // What the user said counts with the cache switched off as well.
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
   * Whether a ROM that had its turn in this run, before it was interrupted, needs no other one: an entry that was taken out of
   * the gamelist since (a backup was put back) and a medium that is not there are to be had again, and that too many unknown
   * ROMs were asked for is no answer.
   *
   * @param asItWas - its entry and its media are there, and its content is what it was
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
    // One of which media are fetched is hashed in any case: now, so that this run decides as the next one would.
    const looks = options.mode === 'changed' || (options.mode === null && !hasMedia);
    const hashes = looks && scraped !== null ? await hash(rom) : remembered(rom);
    const hashChanged = scraped === null || hashes === undefined ? null : contentKey(rom, hashes) !== scraped.content;
    // Of another file, which may have come since the run was killed, it says nothing.
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

/** Of an entry, no more than is asked for: its place in the text is large. */
type ListedFields = Pick<GamelistEntry, 'fields'>;

/** The last entry of each path, which is the one that is merged. */
function entriesByKey(gamelist: Gamelist | null): ReadonlyMap<string, ListedFields> {
  return new Map(gamelist?.entries.map(({ key, fields }) => [key, { fields }]));
}
