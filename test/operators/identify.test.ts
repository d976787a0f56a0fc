import { EMPTY, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { QuotaError, UnmatchedError } from '../../src/model/errors.js';
import type { HashedRom } from '../../src/model/scrapeTask.js';
import type { ScrapedGame, ScrapedRom } from '../../src/model/scrapedGame.js';
import {
  type Choice,
  type GameAnswer,
  type IdentifyDeps,
  type IdentifyOptions,
  type SearchAnswer,
  identify,
} from '../../src/operators/identify.js';
import { marbles, reports } from '../marbles.js';
import { HASHES, hashedRom, scrapedGame } from '../scrapeSamples.js';

const OPTIONS: IdentifyOptions = { strictness: 'normal', preferredRegions: ['us', 'jp'], search: null };
const SEARCHING: IdentifyOptions = { ...OPTIONS, search: { threshold: 0.7, most: 2 } };

const sameRom: ScrapedRom = {
  fileName: null,
  size: null,
  crc32: HASHES.crc32.toLowerCase(),
  md5: null,
  sha1: null,
  regions: [],
};
const answer = (game: ScrapedGame | null, more: Partial<GameAnswer> = {}): GameAnswer => ({
  game,
  cached: false,
  picked: false,
  tooManyUnknown: false,
  ...more,
});
const never = (): never => {
  throw new Error('must not be asked');
};

/** What becomes of one ROM. */
function outcome(task: HashedRom, options: IdentifyOptions, deps: Partial<IdentifyDeps>) {
  const { events, report } = reports();
  const results: unknown[] = [];
  of(task)
    .pipe(identify(options, { askGame: never, search: never, recall: () => of(null), choose: null, report, ...deps }))
    .subscribe({
      next: ({ game }) => {
        const told = events.at(-1);
        results.push(told?.type === 'rom.identified' ? [game.id, told.by, told.cached] : 'not told');
      },
      error: (error: unknown) => results.push(error),
      complete: () => results.push('end'),
    });
  return { results, events };
}

const asked =
  (given: GameAnswer): (() => Observable<GameAnswer>) =>
  () =>
    of(given);
const found =
  (games: readonly ScrapedGame[]): (() => Observable<SearchAnswer>) =>
  () =>
    of({ games, cached: false });

describe('identify', () => {
  const task = hashedRom('Rockman (Japan).nes');

  it('asks about the ROM and reports which game it is', () => {
    const { events, report } = reports();
    const game = scrapedGame('Rockman', { rom: sameRom });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const request = cold('--(g|)', { g: answer(game, { cached: true }) });
      const source = cold('  a----|', { a: task });
      const expected = '     --A--|';
      const deps: IdentifyDeps = { askGame: () => request, search: never, recall: never, choose: null, report };

      expectObservable(source.pipe(identify(OPTIONS, deps))).toBe(expected, {
        A: { ...task, game },
      });
      expectSubscriptions(request.subscriptions).toBe('^-!');
    });
    expect(events).toEqual([
      {
        type: 'rom.identified',
        system: 'nes',
        rom: './Rockman (Japan).nes',
        game: '7',
        name: 'Rockman',
        by: 'hash',
        cached: true,
      },
    ]);
  });

  it('without a search, falls back to the game the ROM was scraped as, unless the site has just suggested that game in vain', () => {
    const same = scrapedGame('Found by a search', { id: '9' });
    const recall = () => of({ game: same, cached: true });
    const { results, events } = outcome(task, OPTIONS, { askGame: asked(answer(null)), recall });
    expect(results).toEqual([['9', 'memory', true], 'end']);
    expect(events).toMatchObject([{ type: 'rom.identified', game: '9', by: 'memory', cached: true }]);
    const other = asked(answer(scrapedGame('Wholly Different', { id: '8' })));
    expect(outcome(task, OPTIONS, { askGame: other, recall }).results).toEqual([['9', 'memory', true], 'end']);
    // It matched under the strictness of that time; under the present one it does not.
    const refused = asked(answer(scrapedGame('Wholly Different', { id: '9' })));
    expect(outcome(task, OPTIONS, { askGame: refused, recall }).results).toEqual([expect.any(UnmatchedError)]);
  });

  it('accepts the same hash under a wholly different name, with a warning', () => {
    const game = scrapedGame('Mega Man', { rom: sameRom });
    const { results, events } = outcome(task, OPTIONS, { askGame: asked(answer(game)) });
    expect(results).toEqual([['7', 'hash', false], 'end']);
    expect(events[0]).toEqual({
      type: 'warning',
      message: 'nes: ./Rockman (Japan).nes has the hash of “Mega Man”, although its name differs; taken as that game.',
    });
  });

  it.each([
    ['normal', 'Rockman', ['7', 'name', false]],
    ['lenient', 'Mega Man', ['7', 'name', false]],
    ['disabled', 'Tetris', ['7', 'name', false]],
    ['normal', 'Mega Man', UnmatchedError],
    ['strict', 'Completely Different', UnmatchedError],
  ] as const)('lets the name decide when the hash is unknown: %s, %s', (strictness, title, expected) => {
    const { results } = outcome(task, { ...OPTIONS, strictness }, { askGame: asked(answer(scrapedGame(title))) });
    expect(results[0]).toEqual(typeof expected === 'function' ? expect.any(expected) : expected);
  });

  describe('an arcade set', () => {
    const known = (fileName: string | null): GameAnswer =>
      answer(scrapedGame('Street Fighter II', { rom: { ...sameRom, crc32: 'f00d0000', fileName } }));

    it.each([
      ['sf2.zip', 'sf2.zip', ['7', 'name', false]],
      ['sf2.zip', 'SF2.7z', ['7', 'name', false]],
      ['sf2.zip', 'sf2ce.zip', UnmatchedError],
      ['sf2.zip', null, UnmatchedError],
      // Names like these are compared with the game's title, not with its set name.
      ['Rockman (Japan).nes', 'Rockman (Japan).nes', UnmatchedError],
      ['Rockman.nes', 'Rockman.nes', UnmatchedError],
      ['rockman (japan).nes', 'Rockman (Japan).nes', UnmatchedError],
    ] as const)('is identified by its exact file name: %s as %s', (file, fileName, expected) => {
      const strict = { ...OPTIONS, strictness: 'strict' } as const;
      const { results } = outcome(hashedRom(file), strict, { askGame: asked(known(fileName)) });
      expect(results[0]).toEqual(typeof expected === 'function' ? expect.any(expected) : expected);
    });

    it('causes no warning when its hash is known, too', () => {
      const game = scrapedGame('Street Fighter II', { rom: { ...sameRom, fileName: 'sf2.zip' } });
      const { results, events } = outcome(hashedRom('sf2.zip'), OPTIONS, { askGame: asked(answer(game)) });
      expect(results).toEqual([['7', 'hash', false], 'end']);
      expect(events).toMatchObject([{ type: 'rom.identified' }]);
    });
  });

  it('compares against every name of the game', () => {
    const names = [
      { region: 'us', text: 'Mega Man' },
      { region: 'jp', text: 'Rockman' },
    ];
    const { results } = outcome(task, OPTIONS, { askGame: asked(answer(scrapedGame('', { names }))) });
    expect(results[0]).toEqual(['7', 'name', false]);
  });

  it.each([
    ['that the site does not know', answer(null), 'No game info found from API'],
    ['that is no game', answer(scrapedGame('Rockman', { notGame: true, rom: sameRom })), /not a game/],
    ['that is called no game', answer(scrapedGame('ZZZ(notgame):Rockman', { rom: sameRom })), /not a game/],
    ['that may not be asked for', answer(null, { tooManyUnknown: true }), /no more questions/],
    ['of another name', answer(scrapedGame('Tetris')), /“Tetris”, whose name is too different \(0\.\d\d\)/],
  ])('does not match a ROM %s', (_, given, message) => {
    const { results } = outcome(task, OPTIONS, { askGame: asked(given) });
    expect(results).toEqual([expect.any(UnmatchedError)]);
    expect(String(results[0])).toMatch(message);
  });

  it('trusts the user who picked the game in an earlier run', () => {
    const { results } = outcome(task, OPTIONS, { askGame: asked(answer(scrapedGame('Tetris'), { picked: true })) });
    expect(results[0]).toEqual(['7', 'picked', false]);
  });

  describe('with a search', () => {
    const good = scrapedGame('Rockman', { id: '8', names: [{ region: 'jp', text: 'Rockman' }] });
    const poor = scrapedGame('Rock n’ Roll Racing', { id: '9' });
    const worse = scrapedGame('Tetris', { id: '10' });
    const unknown = asked(answer(null));

    it('takes the best hit when it is good enough', () => {
      const search = found([poor, good]);
      const { results } = outcome(task, SEARCHING, { askGame: unknown, search });
      expect(results).toEqual([['8', 'search', false], 'end']);
    });

    it('prefers a game with the ROM’s name to a better-known one', () => {
      const picture = { parent: 'jeu', region: 'us', support: null, url: 'https://x.test/', format: 'png' };
      const unmeasured = { crc32: null, md5: null, sha1: null, size: null };
      const media = ['box-2D', 'ss', 'wheel'].map((type) => ({ type, ...picture, ...unmeasured }));
      const fifth = scrapedGame('Final Fantasy V', { id: '5', names: [{ region: 'jp', text: 'Final Fantasy V' }] });
      const sixth = scrapedGame('Final Fantasy III', {
        id: '6',
        note: 19,
        media,
        names: [
          { region: 'us', text: 'Final Fantasy III' },
          { region: 'jp', text: 'Final Fantasy VI' },
        ],
      });
      const { results } = outcome(hashedRom('Final Fantasy V (Japan).sfc'), SEARCHING, {
        askGame: unknown,
        search: found([sixth, fifth]),
      });
      expect(results).toEqual([['5', 'search', false], 'end']);
    });

    it.each([
      ['Final Fantasy 7.chd', 'Final Fantasy VII', 'Final Fantasy IX'],
      ['Final Fantasy VII.chd', 'Final Fantasy 7', 'Final Fantasy VIII'],
      ['Dragon Quest V (Japan).sfc', 'Dragon Quest 5', 'Dragon Quest VI'],
    ])('takes %s for %s, however its number is written, not for %s', (rom, title, sequel) => {
      const search = found([scrapedGame(sequel, { id: 'sequel' }), scrapedGame(title, { id: 'itself' })]);
      expect(outcome(hashedRom(rom), SEARCHING, { askGame: unknown, search }).results[0]).toEqual([
        ...['itself', 'search', false],
      ]);
    });

    it('prefers, among games of the same name, the one that has it in the region of the ROM', () => {
      const names = [[{ region: 'us', text: 'Star Wars' }], [{ region: 'jp', text: 'Star Wars' }]];
      const search = found(names.map((own) => scrapedGame('', { id: own[0]?.region ?? '', names: own })));
      const idFor = (rom: string): unknown =>
        outcome(hashedRom(rom), SEARCHING, { askGame: unknown, search }).results[0];
      expect(idFor('Star Wars (Japan) (Namco).nes')).toEqual(['jp', 'search', false]);
      expect(idFor('Star Wars (USA).nes')).toEqual(['us', 'search', false]);
      expect(idFor('Star Wars.nes')).toEqual(['us', 'search', false]);
    });

    it('searches only when the site does not know the ROM', () => {
      const { results } = outcome(task, SEARCHING, { askGame: asked(answer(scrapedGame('Rockman'))) });
      expect(results[0]).toEqual(['7', 'name', false]);
    });

    it.each([
      ['nothing', [], /found nothing/],
      ['only what is no game', [{ ...good, notGame: true }], /found nothing/],
      ['nothing that is good enough', [worse, poor], /“Rock n’ Roll Racing”, scores 0\.\d\d/],
    ])('does not match a ROM when the search finds %s', (_, games, message) => {
      const { results } = outcome(task, SEARCHING, { askGame: unknown, search: found(games) });
      expect(String(results[0])).toMatch(message);
      expect(results).toEqual([expect.any(UnmatchedError)]);
    });

    it('keeps the game the ROM was scraped as, without a search, unless the plan is to scrape', () => {
      const recall = () => of({ game: worse, cached: false });
      for (const plan of ['compare', 'missing media'] as const) {
        const { results } = outcome({ ...task, plan }, SEARCHING, { askGame: unknown, recall });
        expect(results).toEqual([['10', 'memory', false], 'end']);
      }
      const anew = { ...task, plan: 'scrape' } as const;
      const { results } = outcome(anew, SEARCHING, { askGame: unknown, search: found([good]), recall });
      expect(results).toEqual([['8', 'search', false], 'end']);
      const forgotten = outcome({ ...task, plan: 'compare' }, SEARCHING, { askGame: unknown, search: found([good]) });
      expect(forgotten.results).toEqual([['8', 'search', false], 'end']);
    });

    it.each([
      ['nothing', []],
      ['nothing that is good enough', [worse, poor]],
    ])('falls back to the game the ROM was scraped as, when a new search finds %s', (_, games) => {
      const recall = () => of({ game: worse, cached: true });
      const anew = { ...task, plan: 'scrape' } as const;
      const { results } = outcome(anew, SEARCHING, { askGame: unknown, search: found(games), recall });
      expect(results).toEqual([['10', 'memory', true], 'end']);
      const refusing = { askGame: unknown, search: found([worse]), choose: () => ['none' as const], recall };
      expect(outcome(anew, SEARCHING, refusing).results).toEqual([expect.any(UnmatchedError)]);
    });

    it('does not search when the site answers no more questions', () => {
      const { results } = outcome(task, SEARCHING, { askGame: asked(answer(null, { tooManyUnknown: true })) });
      expect(results).toEqual([expect.any(UnmatchedError)]);
    });

    const choices: readonly (readonly [string, Choice, readonly unknown[]])[] = [
      ['a pick', { picked: worse }, [['10', 'picked', false], 'end']],
      ['none', 'none', [expect.any(UnmatchedError)]],
      ['a skip', 'skip', ['end']],
    ];
    it.each(choices)('asks the user, showing the best hits first and not too many: %s', (_, choice, expected) => {
      const shown: string[] = [];
      const { results } = outcome(task, SEARCHING, {
        askGame: unknown,
        search: found([worse, scrapedGame('Zelda', { id: '11' }), poor]),
        choose: (_task, hits) => {
          shown.push(...hits.map(({ game }) => game.id));
          return [choice];
        },
      });
      expect(results).toEqual(expected);
      expect(shown[0]).toBe('9');
      expect(shown).toHaveLength(2);
    });
  });

  it('propagates errors of requests, completes when they complete without a value, and cancels them', () => {
    const { report } = reports();
    const deps = { search: never, recall: never, choose: null, report };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const error = new QuotaError('The quota is used up.');
      const failing = cold<GameAnswer>('-#', undefined, error);
      const tasks = { a: task };
      expectObservable(cold('a|', tasks).pipe(identify(OPTIONS, { ...deps, askGame: () => failing }))).toBe(
        '-#',
        undefined,
        error,
      );
      expectObservable(cold('a|', tasks).pipe(identify(OPTIONS, { ...deps, askGame: () => EMPTY }))).toBe('-|');
      const slow = cold('----g', { g: answer(null) });
      expectObservable(cold('a|', tasks).pipe(identify(OPTIONS, { ...deps, askGame: () => slow })), '^--!').toBe('---');
      expectSubscriptions(slow.subscriptions).toBe('^--!');
    });
  });
});
