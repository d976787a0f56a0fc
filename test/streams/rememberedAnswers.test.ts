import { type Observable, EMPTY, lastValueFrom, map, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pickKey, searchKey } from '../../src/archive/answerKeys.js';
import { RomError } from '../../src/model/errors.js';
import type { HashedRom } from '../../src/model/scrapeTask.js';
import type { ScrapedGame } from '../../src/model/scrapedGame.js';
import { rememberedAnswers, searchName } from '../../src/streams/rememberedAnswers.js';
import type { GameQuery, GameResult } from '../../src/streams/scraperRequests.js';
import { WEEK_MS, scrapeMemory } from '../archive/scrapeMemory.js';
import { marbles } from '../marbles.js';
import { HASHES, hashedRom, scrapedGame } from '../scrapeSamples.js';

const memory = scrapeMemory();
const alpha = scrapedGame('Alpha');
const task = hashedRom('Alpha Quest (USA).nes');
const unhashed = hashedRom('Alpha Quest (USA).nes', null);

interface Site {
  readonly game?: (query: GameQuery) => Observable<GameResult>;
  readonly search?: (name: string) => Observable<readonly ScrapedGame[]>;
}

/** A run with the shared memory, and what it requests from the site. */
function run(notBefore: number | null, { game, search }: Site = {}, scrapedAs: string | null = null) {
  const asked: unknown[] = [];
  const answers = rememberedAnswers(
    { notBefore },
    {
      answers: memory.state.answers,
      requests: {
        game: (query) => {
          asked.push(query);
          return game?.(query) ?? of({ game: alpha, tooManyUnknown: false });
        },
        search: ({ systemId, name }) => {
          asked.push([systemId, name]);
          return search?.(name) ?? of([alpha]);
        },
      },
      scrapedAs: () => scrapedAs,
    },
  );
  return {
    asked,
    keepPick: answers.keepPick,
    askGame: (of: HashedRom = task) => lastValueFrom(answers.askGame(of), { defaultValue: null }),
    search: (of: HashedRom = task) => lastValueFrom(answers.search(of), { defaultValue: null }),
    recall: () => lastValueFrom(answers.recall(task)),
  };
}

const unknown = () => of({ game: null, tooManyUnknown: false });
const never = (): never => {
  throw new Error('must not be asked');
};

describe('asking for a game', () => {
  it('asks by what is known of the ROM, and says that it did', async () => {
    const { asked, askGame } = run(0);
    expect(await askGame()).toEqual({ game: alpha, cached: false, picked: false, tooManyUnknown: false });
    expect(asked).toEqual([{ systemId: '3', romName: 'Alpha Quest (USA).nes', size: HASHES.size, hashes: HASHES }]);
  });

  it('asks by name and size about a ROM that is too large to be hashed', async () => {
    const { asked, askGame } = run(0);
    await askGame({ ...unhashed, rom: { ...unhashed.rom, size: 77 } });
    expect(asked).toMatchObject([{ size: 77, hashes: null }]);
  });

  it('makes no request before it is subscribed to, cancels it when unsubscribed, and then remembers nothing', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const request = cold<GameResult>('---(g|)', { g: { game: alpha, tooManyUnknown: false } });
      const { askGame } = rememberedAnswers(
        { notBefore: 0 },
        { answers: memory.state.answers, requests: { game: () => request, search: never }, scrapedAs: never },
      );
      expectObservable(askGame(task), '--^-!').toBe('-----');
      expectSubscriptions(request.subscriptions).toBe('--^-!');
    });
    expect(memory.state.answers.get('3', `sha1:${HASHES.sha1}`)).toBeNull();
  });

  it.each([
    ['a game', undefined, alpha],
    ['that it does not know the ROM', unknown, null],
  ])('remembers %s, by the content of the ROM, and does not ask again', async (_, game, expected) => {
    await run(0, game && { game }).askGame();
    const renamed = hashedRom('Renamed.nes');
    const again = await run(0, { game: never }).askGame(renamed);
    expect(again).toEqual({ game: expected, cached: true, picked: false, tooManyUnknown: false });
    const other = run(0);
    await other.askGame(hashedRom('Alpha Quest (USA).nes', { ...HASHES, sha1: 'other' }));
    await other.askGame({ ...task, system: { ...task.system, scraperId: '4' } });
    await other.askGame(unhashed);
    expect(other.asked).toHaveLength(3);
  });

  it('asks once about ROMs with the same content at the same time, as long as anybody is subscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const game = cold<GameResult>('---(g|)', { g: { game: alpha, tooManyUnknown: false } });
      const search = cold<readonly ScrapedGame[]>('--(s|)', { s: [alpha] });
      const answers = rememberedAnswers(
        { notBefore: 0 },
        { answers: memory.state.answers, requests: { game: () => game, search: () => search }, scrapedAs: never },
      );
      const copy = hashedRom('Copy.nes');
      expectObservable(answers.askGame(task).pipe(map(({ cached }) => cached)), '^!').toBe('-');
      expectObservable(answers.askGame(copy).pipe(map(({ cached }) => cached))).toBe('---(n|)', { n: false });
      expectObservable(answers.askGame(copy).pipe(map(({ cached }) => cached)), '-----^').toBe('-----(y|)', {
        y: true,
      });
      expectObservable(answers.search(task).pipe(map(({ games }) => games.length))).toBe('--(1|)', { 1: 1 });
      expectObservable(answers.search(task).pipe(map(({ games }) => games.length))).toBe('--(1|)', { 1: 1 });
      expectSubscriptions(game.subscriptions).toBe('^--!');
      expectSubscriptions(search.subscriptions).toBe('^-!');
    });
  });

  it.each([
    ['when it failed', throwError(() => new RomError('malformed'))],
    ['when nothing may be kept', null],
  ])('asks again %s', async (_, failing) => {
    const { asked, askGame } = run(failing === null ? null : 0, failing === null ? {} : { game: () => failing });
    await Promise.allSettled([askGame(), askGame()]);
    await askGame().catch(() => null);
    expect(asked).toHaveLength(3);
  });

  it('remembers the answer before it emits it', () => {
    const heard: unknown[] = [];
    const { askGame } = rememberedAnswers(
      { notBefore: 0 },
      {
        answers: { ...memory.state.answers, put: () => heard.push('kept') },
        requests: { game: unknown, search: never },
        scrapedAs: never,
      },
    );
    askGame(task).subscribe(() => heard.push('heard'));
    expect(heard).toEqual(['kept', 'heard']);
  });

  it.each<[string, Site['game']]>([
    ['that may not be asked for', () => of({ game: null, tooManyUnknown: true })],
    ['whose request fails', () => throwError(() => new RomError('malformed'))],
    ['that was stopped while it waited', () => EMPTY],
  ])('remembers nothing of a ROM %s', async (_, game) => {
    await run(0, game && { game })
      .askGame()
      .catch(() => null);
    const next = run(0);
    expect(await next.askGame()).toMatchObject({ cached: false });
    expect(next.asked).toHaveLength(1);
  });

  it('asks again when the answer has expired or is older than the run allows', async () => {
    await run(0).askGame();
    memory.now += 1000;
    const begun = memory.now;
    const forced = run(begun);
    expect(await forced.askGame()).toMatchObject({ cached: false });
    // Killed and resumed: it has already been asked in this run.
    expect(await run(begun, { game: never }).askGame()).toMatchObject({ cached: true });
    memory.now += WEEK_MS + 1;
    expect(await run(0).askGame()).toMatchObject({ cached: false });
  });

  it('neither uses nor stores an answer with the cache disabled', async () => {
    await run(0).askGame();
    const off = run(null, { game: unknown });
    expect(await off.askGame()).toMatchObject({ game: null, cached: false });
    expect(await off.askGame()).toMatchObject({ game: null, cached: false });
    expect(off.asked).toHaveLength(2);
    expect(await run(0, { game: never }).askGame()).toMatchObject({ game: alpha, cached: true });
  });
});

describe('searching', () => {
  it('searches for the name without tags and extension, once for all ROMs of that name', async () => {
    const first = run(0);
    expect(await first.search()).toEqual({ games: [alpha], cached: false });
    expect(first.asked).toEqual([['3', 'Alpha Quest']]);
    const again = run(0, { search: never });
    expect(await again.search(hashedRom('Alpha Quest (Europe) [!].nes', null))).toEqual({
      games: [alpha],
      cached: true,
    });
  });

  it('remembers that nothing was found', async () => {
    await run(0, { search: () => of([]) }).search();
    expect(await run(0, { search: never }).search()).toEqual({ games: [], cached: true });
  });

  it('does not search for an empty name', async () => {
    const { asked, search } = run(0);
    expect(await search(hashedRom('(USA) [!].nes'))).toEqual({ games: [], cached: true });
    expect(asked).toEqual([]);
  });

  it('neither uses nor stores hits with the cache disabled', async () => {
    const off = run(null);
    await off.search();
    await off.search();
    expect(off.asked).toHaveLength(2);
    expect(memory.state.answers.get('3', searchKey('Alpha Quest'))).toBeNull();
  });

  it('remembers nothing of a search that fails', async () => {
    const failing = run(0, { search: () => throwError(() => new RomError('malformed')) });
    await expect(failing.search()).rejects.toThrow('malformed');
    expect(await run(0).search()).toMatchObject({ cached: false });
  });
});

describe('what a ROM was scraped as', () => {
  const { id } = alpha;

  it('is found among the hits of an earlier search, without a request', async () => {
    await run(0).search();
    expect(await run(0, { game: never }, id).recall()).toEqual({ game: alpha, cached: true });
  });

  it('is requested by its id, once, when it is not among them', async () => {
    const first = run(0, {}, id);
    expect(await first.recall()).toEqual({ game: alpha, cached: false });
    expect(first.asked).toEqual([{ gameId: id }]);
    expect(await run(0, { game: never }, id).recall()).toEqual({ game: alpha, cached: true });
    expect(await run(null, {}, id).recall()).toEqual({ game: alpha, cached: false });
  });

  it('is null when there was nothing, or the site no longer has it', async () => {
    expect(await run(0, { game: never }).recall()).toBeNull();
    expect(await run(0, { game: unknown }, id).recall()).toBeNull();
  });
});

describe('what the user picked', () => {
  it.each([0, null])(
    'is trusted without a request, whatever the site said about the ROM (answers from %s on)',
    async (notBefore) => {
      const picked = scrapedGame('Picked', { id: '9' });
      await run(0, { game: unknown }).askGame();
      run(notBefore).keepPick(task, picked);
      const next = run(notBefore, { game: never });
      expect(await next.askGame()).toEqual({ game: picked, cached: true, picked: true, tooManyUnknown: false });
      expect(
        await run(notBefore, { game: never }).askGame({ ...task, rom: hashedRom('Renamed.nes').rom }),
      ).toMatchObject({
        picked: true,
      });
    },
  );

  it('is disregarded by a run that asks everything again', async () => {
    run(0).keepPick(task, scrapedGame('Picked'));
    memory.now += 1;
    expect(await run(memory.now).askGame()).toMatchObject({ picked: false, cached: false });
  });

  it('is remembered when it is none of them', async () => {
    run(null).keepPick(task, null);
    expect(memory.state.answers.isUnknown('3', pickKey(task.rom, HASHES))).toBe(true);
    expect(await run(0).askGame()).toMatchObject({ picked: false, cached: false });
  });
});

it.each([
  ['Alpha Quest (USA) [!].nes', 'Alpha Quest'],
  ['Saga (Disc 1).cue', 'Saga'],
  ['Super Mario Bros. 3', 'Super Mario Bros. 3'],
  ['(USA).nes', ''],
])('searchName: %s is searched for as %j', (romName, expected) => {
  expect(searchName(romName)).toBe(expected);
});
