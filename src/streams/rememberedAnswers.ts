import { type Observable, defer, finalize, map, of, share, tap } from 'rxjs';
import { answerKey, gameKey, pickKey, searchKey } from '../archive/answerKeys.js';
import type { ScrapeAnswers } from '../archive/scrapeAnswers.js';
import { bareName } from '../formats/matching/bareName.js';
import type { HashedRom } from '../model/scrapeTask.js';
import type { ScrapedGame } from '../model/scrapedGame.js';
import type { GameAnswer, IdentifyDeps, SameGame, SearchAnswer } from '../operators/identify.js';
import type { GameResult, ScraperRequests } from './scraperRequests.js';

export interface RememberedAnswersOptions {
  /** Answers older than this do not count, in milliseconds since 1970; null: none counts, and none is kept. */
  readonly notBefore: number | null;
}

export interface RememberedAnswersDeps {
  readonly answers: Pick<ScrapeAnswers, 'get' | 'put'>;
  readonly requests: Pick<ScraperRequests, 'game' | 'search'>;
  /** Id of the game that a ROM was scraped as with its present content; null when it never was. */
  readonly scrapedAs: (task: HashedRom) => string | null;
}

/** The site's answers, cached: a cached one costs no request, and a new one is cached before it is emitted. */
export interface RememberedAnswers extends Pick<IdentifyDeps, 'askGame' | 'search' | 'recall'> {
  /** Remembers the game that the user picked for a ROM, or, with null, that it was none of the hits. */
  readonly keepPick: (task: HashedRom, game: ScrapedGame | null) => void;
}

/** The search term for a ROM: its name without tags and extension. */
export const searchName = (romName: string): string => bareName(romName, { isFile: true });

export function rememberedAnswers(
  { notBefore }: RememberedAnswersOptions,
  { answers, requests, scrapedAs }: RememberedAnswersDeps,
): RememberedAnswers {
  const [games$, searches$] = [onceAtATime<GameResult>(), onceAtATime<readonly ScrapedGame[]>()];

  /** The games of a cached answer, empty when the site knew none; null when nothing is cached. */
  function known(task: HashedRom, key: string): readonly ScrapedGame[] | null {
    return notBefore === null ? null : answers.get(task.system.scraperId, key, notBefore);
  }

  function keep(task: HashedRom, key: string, games: readonly ScrapedGame[]): void {
    if (notBefore !== null) answers.put(task.system.scraperId, key, games);
  }

  /** The user's choice counts even with the cache turned off. */
  function pickOf({ system, rom, hashes }: HashedRom): ScrapedGame | null {
    return answers.get(system.scraperId, pickKey(rom, hashes), notBefore ?? 0)?.[0] ?? null;
  }

  const askGame = (task: HashedRom): Observable<GameAnswer> =>
    defer(() => {
      const picked = pickOf(task);
      const fresh = { cached: true, tooManyUnknown: false };
      if (picked !== null) return of({ ...fresh, game: picked, picked: true });
      const { rom, hashes, system } = task;
      const key = answerKey(rom, hashes);
      const games = known(task, key);
      if (games !== null) return of({ ...fresh, game: games[0] ?? null, picked: false });
      const query = { systemId: system.scraperId, romName: rom.romName, size: hashes?.size ?? rom.size, hashes };
      const asked = requests.game(query).pipe(
        tap(({ game, tooManyUnknown }) => {
          if (!tooManyUnknown) keep(task, key, game === null ? [] : [game]);
        }),
      );
      const answer$ = notBefore === null ? asked : games$(`${system.scraperId} ${key}`, asked);
      return answer$.pipe(map((answer) => ({ ...answer, cached: false, picked: false })));
    });

  const search = (task: HashedRom): Observable<SearchAnswer> =>
    defer(() => {
      const name = searchName(task.rom.romName);
      // The name is nothing but tags: there is nothing to search for.
      if (name === '') return of({ games: [], cached: true });
      const games = known(task, searchKey(name));
      if (games !== null) return of({ games, cached: true });
      const { scraperId } = task.system;
      const asked = requests.search({ systemId: scraperId, name }).pipe(
        tap((found) => {
          keep(task, searchKey(name), found);
        }),
      );
      const found$ = notBefore === null ? asked : searches$(`${scraperId} ${name}`, asked);
      return found$.pipe(map((found) => ({ games: found, cached: false })));
    });

  const recall = (task: HashedRom): Observable<SameGame | null> =>
    defer(() => {
      const id = scrapedAs(task);
      if (id === null) return of(null);
      const hits = known(task, searchKey(searchName(task.rom.romName))) ?? [];
      const game = [...hits, ...(known(task, gameKey(id)) ?? [])].find((one) => one.id === id);
      if (game !== undefined) return of({ game, cached: true });
      return requests.game({ gameId: id }).pipe(
        tap((answer) => {
          if (answer.game !== null) keep(task, gameKey(id), [answer.game]);
        }),
        map((answer) => answer.game && { game: answer.game, cached: false }),
      );
    });

  return {
    askGame,
    search,
    recall,
    keepPick: ({ system, rom, hashes }, game) => {
      answers.put(system.scraperId, pickKey(rom, hashes), game === null ? [] : [game]);
    },
  };
}

/**
 * Creates a function that shares a request in flight among everyone with the same question, such as copies of a ROM that are
 * processed at the same time. The request is cancelled with its last subscriber.
 */
function onceAtATime<T>(): (key: string, request: Observable<T>) => Observable<T> {
  const underWay = new Map<string, Observable<T>>();
  return (key, request) => {
    const shared =
      underWay.get(key) ??
      request.pipe(
        finalize(() => underWay.delete(key)),
        share(),
      );
    underWay.set(key, shared);
    return shared;
  };
}
