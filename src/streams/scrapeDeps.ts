import { defer, tap } from 'rxjs';
import { contentKey } from '../archive/answerKeys.js';
import type { ScrapeState } from '../archive/scrapeState.js';
import type { RomHasher } from '../files/hashRoms.js';
import { entryFields } from '../formats/gamelist/entryFields.js';
import { regionsOfRom } from '../formats/matching/romRegions.js';
import { type CheckMediumOptions, checkMedium } from '../formats/media/checkMedium.js';
import { chooseMedia } from '../formats/media/chooseMedia.js';
import { placeKey } from '../formats/media/mediaPath.js';
import { type EntryPrefs, scrapedEntry } from '../formats/scrapedEntry.js';
import type { RunError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { ScrapedEntry } from '../model/gamelist.js';
import type { MediaKind } from '../model/mediaKind.js';
import type { RomFile, RomHashes } from '../model/romFile.js';
import type { FoundRom, HashedRom, RomEnding } from '../model/scrapeTask.js';
import type { System } from '../model/system.js';
import type { MediaDeps } from '../operators/fetchMedia.js';
import type { IdentifyDeps, ScoredGame } from '../operators/identify.js';
import { type OpenSystemDeps, type OpenSystemOptions, openSystem } from './openSystem.js';
import { rememberedAnswers } from './rememberedAnswers.js';
import type { ScrapeDeps } from './scrapeCourse.js';
import type { ScraperRequests } from './scraperRequests.js';

const MIB = 1024 * 1024;
/** A video of half a minute takes some 10 MiB, a scanned manual up to 100 MiB. */
const MAX_MEDIUM_BYTES: Readonly<Partial<Record<MediaKind, number>>> = { videos: 256 * MIB, manuals: 256 * MIB };
const MAX_IMAGE_BYTES = 32 * MIB;

export interface ScrapeRunOptions {
  readonly system: OpenSystemOptions;
  readonly prefs: EntryPrefs;
  readonly checks: CheckMediumOptions;
  /** Check existing media against the site's hashes. */
  readonly strict: boolean;
  /** Answers of the site older than this do not count, in milliseconds since 1970; null: none does. */
  readonly notBefore: number | null;
}

export interface ScrapeRunDeps extends Pick<OpenSystemDeps, 'state' | 'run' | 'confirm' | 'totals' | 'report' | 'now'> {
  readonly hasher: RomHasher;
  readonly requests: Pick<ScraperRequests, 'game' | 'search' | 'medium'>;
  /** Asks the user which of the hits a ROM is; null in a run that cannot ask. */
  readonly choose:
    ((rom: string, hits: readonly ScoredGame[]) => ReturnType<NonNullable<IdentifyDeps['choose']>>) | null;
  readonly systemFailed: (system: System, reason: string) => void;
  readonly control: ScrapeDeps['control'];
}

/** Connects the operators of the scrape course to the state, the files and the site. */
export function scrapeDeps(options: ScrapeRunOptions, deps: ScrapeRunDeps): ScrapeDeps {
  const { state, run, requests, report, now, control, choose } = deps;
  const scrapedAs = ({ system, rom, hashes }: HashedRom): string | null => {
    const scraped = state.roms.get(system.name, rom.path)?.scraped ?? null;
    return scraped?.content === contentKey(rom, hashes) ? scraped.game : null;
  };
  const answers = rememberedAnswers({ notBefore: options.notBefore }, { answers: state.answers, requests, scrapedAs });
  const hash = rememberedHash(deps);
  let halt: RunError | null = null;

  const { mode, update } = options.system.plan;

  const operators: OpenSystemDeps['operators'] = (files, roms, { caseCounts }) => {
    const media = mediaDeps(options, state, report);
    const placeOf = ({ mediaStem }: RomFile): string => (caseCounts ? mediaStem : placeKey(mediaStem));
    // A map keeps the last value for a key, and the first ROM is wanted.
    const firstAt = new Map(roms.toReversed().map((rom) => [placeOf(rom), rom.path]));
    const isSecond = ({ rom }: FoundRom): boolean => firstAt.get(placeOf(rom)) !== rom.path;
    return {
      fetchMedia: {
        ...media,
        files,
        fetch: (medium, kind) => requests.medium(medium, { maxBytes: MAX_MEDIUM_BYTES[kind] ?? MAX_IMAGE_BYTES }),
        check: (bytes, medium, kind) => checkMedium(bytes, medium, kind, options.checks),
        strict: options.strict,
        force: update || mode === 'force',
        isSecond,
        now,
      },
      retireMedia: {
        ...media,
        files,
        mayBeStale: (task) => {
          const before = state.roms.get(task.system.name, task.rom.path)?.scraped;
          return !isSecond(task) && (update || before?.game !== task.game.id);
        },
      },
      entrySink: {
        entryOf: ({ rom, game }) => scrapedEntry(rom, game, options.prefs),
        keep: ({ system, rom, hashes, game }, entry) => {
          const fields = fieldsOf(entry ?? scrapedEntry(rom, game, options.prefs));
          const asNow = { game: game.id, content: contentKey(rom, hashes), fields };
          // The existing entry still reflects what the ROM was scraped as before.
          const before = entry === null ? state.roms.get(system.name, rom.path)?.scraped : null;
          state.atOnce(() => {
            if (entry !== null) state.entries.put(system.name, entry);
            state.roms.put(system.name, rom.path, run, { outcome: 'scraped', ...(before ?? asNow), detail: null });
          });
        },
      },
    };
  };

  const stage = (system: string, rom: RomFile, reached: 'hashing' | 'asking'): void => {
    report({ type: 'rom.stage', system, rom: rom.path, stage: reached });
  };

  return {
    open: (system) => openSystem(system, options.system, { ...deps, hash, operators }),
    hashRom: {
      hash: (rom, system) => {
        stage(system.name, rom, 'hashing');
        return hash(rom);
      },
    },
    identify: {
      askGame: (task) => {
        stage(task.system.name, task.rom, 'asking');
        return answers.askGame(task);
      },
      search: answers.search,
      recall: answers.recall,
      choose:
        choose &&
        ((task, hits) =>
          defer(() => choose(`${task.system.name}: ${task.rom.romName}`, hits)).pipe(
            tap((choice) => {
              if (choice !== 'skip') answers.keepPick(task, choice === 'none' ? null : choice.picked);
            }),
          )),
      report,
    },
    settleRom: {
      remember: ({ system, rom }: FoundRom, { outcome, detail }: RomEnding) => {
        if (outcome !== 'unmatched' && outcome !== 'failed') return;
        state.roms.put(system.name, rom.path, run, { outcome, detail });
      },
      halt: (error) => {
        if (halt === null) report({ type: 'warning', message: error.message });
        halt ??= error;
      },
      report,
    },
    settleSystem: { failed: deps.systemFailed, report },
    halted: () => halt,
    control,
  };
}

/** The names of the fields that have a value. */
const fieldsOf = (entry: ScrapedEntry): readonly string[] => [...entryFields(entry, null).keys()];

/** The digests of a ROM, from an earlier run if the file has not changed. */
function rememberedHash({
  state,
  hasher,
}: Pick<ScrapeRunDeps, 'state' | 'hasher'>): (rom: RomFile) => Promise<RomHashes | null> {
  return async (rom) => {
    const { file, fileSize, mtimeMs } = rom;
    const known = state.hashes.get(file, fileSize, mtimeMs);
    if (known !== null) return known;
    const hashes = await hasher.hash(rom);
    if (hashes !== null) state.hashes.put(file, fileSize, mtimeMs, hashes);
    return hashes;
  };
}

const mediaDeps = ({ system, prefs }: ScrapeRunOptions, { roms }: ScrapeState, report: Report): MediaDeps => ({
  kinds: system.plan.kinds,
  choose: ({ game, rom }) => chooseMedia(game.media, system.plan.kinds, regionsOfRom(rom), prefs.preferredRegions),
  states: ({ system: { name }, rom }) => roms.mediaOf(name, rom.path),
  remember: ({ system: { name }, rom }, kind, medium) => {
    roms.putMedium(name, rom.path, kind, medium);
  },
  report,
});
