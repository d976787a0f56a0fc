import {
  EMPTY,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
  defer,
  from,
  map,
  mergeMap,
  of,
} from 'rxjs';
import { chooseRegionalText } from '../formats/matching/chooseText.js';
import { hashMatches } from '../formats/matching/hashMatches.js';
import { isKnownSet } from '../formats/matching/isKnownSet.js';
import { isNotGame } from '../formats/matching/isNotGame.js';
import { namesakeRank } from '../formats/matching/namesakeRank.js';
import { regionsOfRom } from '../formats/matching/romRegions.js';
import { scoreCandidate } from '../formats/matching/scoreCandidate.js';
import { type Strictness, verifyName } from '../formats/matching/verifyName.js';
import { scrapedText } from '../formats/scrapedText.js';
import { UnmatchedError } from '../model/errors.js';
import type { Report } from '../model/events.js';
import type { HashedRom, IdentifiedBy, IdentifiedRom } from '../model/scrapeTask.js';
import type { ScrapedGame } from '../model/scrapedGame.js';

export interface IdentifyOptions {
  readonly strictness: Strictness;
  readonly preferredRegions: readonly string[];
  /** Null: do not search. */
  readonly search: SearchOptions | null;
}

export interface SearchOptions {
  /** The best hit is accepted when its score, from 0 to 1, is at least this; hits with exactly the ROM's name rank first. */
  readonly threshold: number;
  /** How many hits to consider. */
  readonly most: number;
}

/** What the site says about a ROM, now or earlier. */
export interface GameAnswer {
  /** Null: the site does not know the ROM. */
  readonly game: ScrapedGame | null;
  readonly cached: boolean;
  /** The user picked this game in an earlier run. */
  readonly picked: boolean;
  /** The site answers no more questions about unknown ROMs today. */
  readonly tooManyUnknown: boolean;
}

export interface SearchAnswer {
  readonly games: readonly ScrapedGame[];
  readonly cached: boolean;
}

/** The game that a ROM was last scraped as, as the site has it. */
export interface SameGame {
  readonly game: ScrapedGame;
  readonly cached: boolean;
}

/** A hit of a search, with its score. */
export interface ScoredGame {
  readonly game: ScrapedGame;
  readonly score: number;
}

/** The user's choice: one of the hits, none of them, or not now. */
export type Choice = { readonly picked: ScrapedGame } | 'none' | 'skip';

export interface IdentifyDeps {
  readonly askGame: (task: HashedRom) => Observable<GameAnswer>;
  readonly search: (task: HashedRom) => Observable<SearchAnswer>;
  /** The game that the ROM was last scraped as, if its content has not changed; null when there is none. */
  readonly recall: (task: HashedRom) => Observable<SameGame | null>;
  /** Asks the user, best hit first; null in a run that cannot ask. */
  readonly choose: ((task: HashedRom, hits: readonly ScoredGame[]) => ObservableInput<Choice>) | null;
  readonly report: Report;
}

interface Match {
  readonly game: ScrapedGame;
  readonly by: IdentifiedBy;
  readonly cached: boolean;
}

/** The specification's wording. */
const UNKNOWN = 'No game info found from API';

/**
 * Identifies the game of each ROM: by its digests, else by its name, else by what an earlier search (or the user) found, else
 * by a search. When the plan is `scrape`, the search comes before the earlier result.
 *
 * ```
 * source       a--------|
 * askGame(a)   --g|
 *              --A------|
 *
 * source       b--------|
 * askGame(b)   --∅|
 * search(b)      --h|
 *              ----B----|
 * ```
 *
 * - Matching digests are sufficient; a name that differs then only causes a warning. Otherwise the name decides, that of the
 *   game or of its set (`sf2.zip`).
 * - A ROM that is unknown, or is not a game, fails with an {@link UnmatchedError}; one that the user puts off completes without
 *   a value.
 * - Errors of the requests pass through.
 * - Unsubscribing cancels the requests.
 */
export function identify(options: IdentifyOptions, deps: IdentifyDeps): OperatorFunction<HashedRom, IdentifiedRom> {
  return mergeMap((task) =>
    deps.askGame(task).pipe(
      mergeMap((answer): Observable<Match> => {
        const match = ofAnswer(task, answer, options, deps);
        if (typeof match !== 'string') return of(match);
        const before$ = recalled(task, answer, deps);
        const unlessBefore = (why: string): Observable<Match> => before$.pipe(map((same) => same ?? unmatched(why)));
        const { search } = options;
        if (search === null || answer.tooManyUnknown) return unlessBefore(match);
        if (task.plan === 'scrape') return searched(task, match, options, search, { ...deps, unlessBefore });
        return before$.pipe(
          mergeMap((same) =>
            same === null ? searched(task, match, options, search, { ...deps, unlessBefore: unmatched }) : of(same),
          ),
        );
      }),
      map(({ game, by, cached }) => {
        const { system, rom } = task;
        const name = titleOf(task, game, options);
        deps.report({ type: 'rom.identified', system: system.name, rom: rom.path, game: game.id, name, by, cached });
        return { ...task, game };
      }),
    ),
  );
}

/** The game that an answer identifies, or why it identifies none. */
function ofAnswer(
  task: HashedRom,
  { game, cached, picked, tooManyUnknown }: GameAnswer,
  options: IdentifyOptions,
  { report }: IdentifyDeps,
): Match | string {
  if (tooManyUnknown) return 'ScreenScraper answers no more questions about unknown ROMs today';
  if (game === null) return UNKNOWN;
  if (picked) return { game, by: 'picked', cached };
  const { system, rom, hashes } = task;
  const title = titleOf(task, game, options);
  if (isNotGame(game)) return `ScreenScraper says that it is not a game (${title})`;
  const { match, similarity } = verifyName(rom.romName, titlesOf(game), options.strictness);
  const isNamesake = match || isKnownSet(game.rom, rom.romName);
  if (hashMatches(game.rom, hashes)) {
    if (!isNamesake) {
      const message = `${system.name}: ${rom.path} has the hash of “${title}”, although its name differs; taken as that game.`;
      report({ type: 'warning', message });
    }
    return { game, by: 'hash', cached };
  }
  if (isNamesake) return { game, by: 'name', cached };
  return `ScreenScraper takes it for “${title}”, whose name is too different (${similarity.toFixed(2)})`;
}

/** The remembered game, unless it is the one that the site suggests and that has just been refused. */
function recalled(task: HashedRom, { game }: GameAnswer, { recall }: IdentifyDeps): Observable<Match | null> {
  return defer(() => recall(task)).pipe(
    map((same) => (same === null || same.game.id === game?.id ? null : { ...same, by: 'memory' })),
  );
}

function unmatched(why: string): never {
  throw new UnmatchedError(why);
}

function searched(
  task: HashedRom,
  why: string,
  options: IdentifyOptions,
  { threshold, most }: SearchOptions,
  deps: IdentifyDeps & { readonly unlessBefore: (why: string) => Observable<Match> },
): Observable<Match> {
  const { romName: fileName, size } = task.rom;
  const rom = { fileName, size: task.hashes?.size ?? size };
  return deps.search(task).pipe(
    mergeMap(({ games, cached }): Observable<Match> => {
      const hits = games
        .filter((game) => !isNotGame(game))
        .map((game) => ({
          game,
          score: scoreCandidate(rom, game, options),
          rank: namesakeRank(task.rom, game.names),
        }))
        .toSorted((a, b) => b.score - a.score)
        // By score alone, a sequel with a release in the preferred region and more pictures would win.
        .toSorted((a, b) => b.rank - a.rank)
        .slice(0, most);
      const [best] = hits;
      if (best === undefined) return deps.unlessBefore(`${why}; the search found nothing`);
      if (best.score >= threshold) return of({ game: best.game, by: 'search', cached });
      const title = titleOf(task, best.game, options);
      const unlike = `${why}; the best hit, “${title}”, scores ${best.score.toFixed(2)}`;
      if (deps.choose === null) return deps.unlessBefore(unlike);
      return from(deps.choose(task, hits)).pipe(
        mergeMap((choice) => {
          if (choice === 'none') return unmatched(`${why}; none of the hits was picked`);
          return choice === 'skip' ? EMPTY : of({ game: choice.picked, by: 'picked' as const, cached });
        }),
      );
    }),
  );
}

/** The name that the gamelist entry will have. */
function titleOf({ rom }: HashedRom, game: ScrapedGame, { preferredRegions }: IdentifyOptions): string {
  const title = chooseRegionalText(game.names, regionsOfRom(rom), preferredRegions) ?? '';
  return title === '' ? `game ${game.id}` : scrapedText(title);
}

const titlesOf = ({ names }: ScrapedGame): readonly string[] => names.map(({ text }) => scrapedText(text));
