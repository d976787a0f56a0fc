import { finalize, map, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ArchiveError,
  GamelistError,
  PermanentHttpError,
  QuotaError,
  RomError,
  UnmatchedError,
} from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import type { RomEnding } from '../../src/model/scrapeTask.js';
import type { KnownSystem } from '../../src/model/system.js';
import type { GameAnswer } from '../../src/operators/identify.js';
import { type ScrapeOptions, scrapeCourse } from '../../src/streams/scrapeCourse.js';
import { marbles } from '../marbles.js';
import { HASHES, NES } from '../scrapeSamples.js';
import { type Fakes, answer, fakeScrape } from './fakeScrape.js';

const SNES: KnownSystem = { ...NES, name: 'snes', fullname: 'Super Nintendo', scraperId: '4' };
const OPTIONS: ScrapeOptions = {
  identify: { strictness: 'disabled', preferredRegions: [], search: null },
  concurrency: 1,
  dryRun: false,
};
const QUOTA = new QuotaError('The quota is used up.');
const DISK = new ArchiveError('The disk is full.');

const scraped: RomEnding = { outcome: 'scraped', media: 0, detail: null };
const skipped: RomEnding = { outcome: 'skipped', media: 0, detail: 'because' };
const left: RomEnding = { outcome: 'left', media: 0, detail: 'not looked up' };

/** How each ROM ended. */
const endings = (events: readonly EventBody[]) =>
  events.flatMap((event) =>
    event.type === 'rom.done' ? [`${event.system} ${event.rom} ${event.index}/${event.total} ${event.outcome}`] : [],
  );

/** Runs a course in which everything ends at once, and returns how it ended. */
function outcome(systems: readonly KnownSystem[], fakes: Fakes, options: Partial<ScrapeOptions> = {}) {
  const { deps, events, notes } = fakeScrape(fakes);
  let ended: unknown = 'not at all';
  scrapeCourse(systems, { ...OPTIONS, ...options }, deps).subscribe({
    error: (error: unknown) => {
      ended = error;
    },
    complete: () => {
      ended = 'well';
    },
  });
  return { ended, events, notes };
}

describe('scrapeCourse', () => {
  it('works on several ROMs at a time, closes a system when all of them are done, and then opens the next one', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const h = { h: HASHES };
      const [a, b, c] = [cold('---(h|)', h), cold('-(h|)', h), cold('--(h|)', h)];
      const [nes, snes] = [cold('-(o|)'), cold('-(o|)')];
      const closing = cold('----|');
      const { deps } = fakeScrape({
        roms: { nes: ['a.nes', 'b.nes', 'c.nes'], snes: ['d.nes'] },
        open: ({ name }, opened) => (name === 'nes' ? nes : snes).pipe(map(() => opened)),
        hash: (rom) => (rom === 'a.nes' ? a : rom === 'b.nes' ? b : rom === 'c.nes' ? c : cold('-(h|)', h)),
        close: (name) => (name === 'nes' ? closing : []),
      });

      const result$ = scrapeCourse([NES, SNES], { ...OPTIONS, concurrency: 2 }, deps);

      expectObservable(result$).toBe('        --S-(SS)--(S|)', { S: scraped });
      expectSubscriptions(nes.subscriptions).toBe('    ^!');
      expectSubscriptions(a.subscriptions).toBe('      -^--!');
      expectSubscriptions(b.subscriptions).toBe('      -^!');
      expectSubscriptions(c.subscriptions).toBe('      --^-!');
      expectSubscriptions(closing.subscriptions).toBe('----^---!');
      expectSubscriptions(snes.subscriptions).toBe('   --------^!');
    });
  });

  it('works on no more ROMs at a time than allowed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const hashed = cold('--(h|)', { h: HASHES });
      const { deps } = fakeScrape({ roms: { nes: ['a.nes', 'b.nes', 'c.nes'] }, hash: () => hashed });
      expectObservable(scrapeCourse([NES], OPTIONS, deps)).toBe('--S-S-(S|)', { S: scraped });
      expectSubscriptions(hashed.subscriptions).toBe(['         ^-!', '--^-!', '----^-!']);
    });
  });

  it('makes a ROM wait for another whose name differs only in case, because on a memory card their media share one place', () => {
    marbles(({ cold, expectSubscriptions }) => {
      const found = cold('--(n|)', { n: null });
      const { deps } = fakeScrape({
        roms: { nes: ['Game.nes', 'game.nes', 'other.nes'] },
        open: (_, opened) => {
          const files = { ...opened.fetchMedia.files, find: () => found };
          return [{ ...opened, fetchMedia: { ...opened.fetchMedia, kinds: ['covers'], files } }];
        },
      });
      scrapeCourse([NES], { ...OPTIONS, concurrency: 3 }, deps).subscribe();
      expectSubscriptions(found.subscriptions).toBe(['^-!', '^-!', '--^-!']);
    });
  });

  it('reports how each ROM ended, and its position among the others', () => {
    const { ended, events } = outcome([NES, SNES], {
      roms: { nes: ['a.nes', 'b.nes'], snes: ['c.nes'] },
      plans: { 'b.nes': 'skip' },
    });
    expect(endings(events)).toEqual(['nes ./a.nes 1/2 scraped', 'nes ./b.nes 2/2 skipped', 'snes ./c.nes 1/1 scraped']);
    expect(ended).toBe('well');
  });

  it('continues with the other ROMs when one fails or is unknown', () => {
    const { ended, events, notes } = outcome([NES], {
      roms: { nes: ['a.nes', 'b.nes', 'c.nes', 'd.nes'] },
      hash: (rom) => (rom === 'a.nes' ? throwError(() => new RomError('It cannot be read.')) : of(HASHES)),
      ask: (rom) => {
        if (rom === 'b.nes') return throwError(() => new UnmatchedError('unknown'));
        return rom === 'c.nes' ? throwError(() => new PermanentHttpError('refused', 500)) : of(answer);
      },
    });
    expect(endings(events)).toEqual([
      'nes ./a.nes 1/4 failed',
      'nes ./b.nes 2/4 unmatched',
      'nes ./c.nes 3/4 failed',
      'nes ./d.nes 4/4 scraped',
    ]);
    expect(notes.at(-1)).toBe('close nes');
    expect(ended).toBe('well');
  });

  it.each<[string, Fakes, readonly string[]]>([
    [
      'whose gamelist cannot be parsed',
      {
        open: ({ name }, opened) =>
          name === 'nes' ? throwError(() => new GamelistError('3:4: unclosed tag')) : [opened],
      },
      ['open nes', 'failed nes: 3:4: unclosed tag'],
    ],
    [
      'whose gamelist cannot be written',
      { close: (name) => (name === 'nes' ? throwError(() => new GamelistError('rewritten all the time')) : []) },
      ['open nes', 'ask a.nes', 'keep a.nes', 'close nes', 'failed nes: rewritten all the time'],
    ],
    ['in which there is nothing to do', { open: ({ name }, opened) => [name === 'nes' ? null : opened] }, ['open nes']],
  ])('continues with the next system after one %s', (_, fakes, before) => {
    const roms = { nes: ['a.nes'], snes: ['b.nes'] };
    const { ended, events, notes } = outcome([NES, SNES], { roms, ...fakes });
    expect(notes).toEqual([...before, 'open snes', 'ask b.nes', 'keep b.nes', 'close snes']);
    expect(events.filter(({ type }) => type === 'system.skipped')).toHaveLength(
      before.at(-1)?.startsWith('failed') ? 1 : 0,
    );
    expect(ended).toBe('well');
  });

  it('also closes a system without ROMs', () => {
    expect(outcome([NES], {}).notes).toEqual(['open nes', 'close nes']);
  });

  it('only reports what it would do in a dry run', () => {
    const { events, notes } = outcome(
      [NES],
      { roms: { nes: ['a.nes', 'b.nes', 'c.nes'] }, plans: { 'b.nes': 'skip', 'c.nes': 'missing media' } },
      { dryRun: true },
    );
    expect(events).toMatchObject([
      { type: 'rom.done', rom: './a.nes', outcome: 'planned', detail: 'DRY_RUN: scrape (because)' },
      { type: 'rom.done', rom: './b.nes', outcome: 'skipped', detail: 'because' },
      { type: 'rom.done', rom: './c.nes', outcome: 'planned', detail: 'DRY_RUN: missing media (because)' },
    ]);
    expect(notes).toEqual(['open nes', 'close nes']);
  });

  describe('when no more requests may be made', () => {
    const roms = { nes: ['a.nes', 'b.nes', 'c.nes', 'd.nes'], snes: ['e.nes', 'f.nes'] };
    const plans = { 'd.nes': 'skip', 'f.nes': 'skip' } as const;

    it('reports every ROM that it would have asked about, and closes this system and those that follow', () => {
      const { ended, events, notes } = outcome([NES, SNES], {
        roms,
        plans,
        ask: (rom) => (rom === 'b.nes' ? throwError(() => QUOTA) : of(answer)),
      });
      expect(endings(events)).toEqual([
        'nes ./a.nes 1/4 scraped',
        'nes ./b.nes 2/4 left',
        'nes ./c.nes 3/4 left',
        'nes ./d.nes 4/4 skipped',
        'snes ./e.nes 1/2 left',
        'snes ./f.nes 2/2 skipped',
      ]);
      expect(notes).toEqual([
        ...['open nes', 'ask a.nes', 'keep a.nes', 'ask b.nes', 'close nes'],
        ...['open snes', 'close snes'],
      ]);
      expect(ended).toBe('well');
    });

    it('lets work in progress finish', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const slow = cold('------(g|)', { g: answer });
        const refused = cold<GameAnswer>('-#', undefined, QUOTA);
        const { deps } = fakeScrape({ roms, plans, ask: (rom) => (rom === 'a.nes' ? slow : refused) });
        const result$ = scrapeCourse([NES], { ...OPTIONS, concurrency: 2 }, deps);
        expectObservable(result$).toBe('-(LLs)(S|)', { L: left, s: skipped, S: scraped });
        expectSubscriptions(slow.subscriptions).toBe('^-----!');
        expectSubscriptions(refused.subscriptions).toBe('^!');
      });
    });
  });

  describe('when told to stop', () => {
    const roms = { nes: ['a.nes', 'b.nes', 'c.nes'], snes: ['d.nes'] };

    it('finishes work in progress, starts nothing new and closes the system, but does not open the next one', () => {
      const told: string[] = [];
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const asked = cold('-----(g|)', { g: answer });
        // It was waiting for its turn, which will not come.
        const waiting = cold<GameAnswer>('----|');
        const closing = cold('---|');
        const { deps, notes, abort } = fakeScrape({
          roms,
          ask: (rom) => (rom === 'a.nes' ? asked : waiting),
          close: () => closing,
        });
        cold('--x').subscribe(() => {
          abort();
        });
        const result$ = scrapeCourse([NES, SNES], { ...OPTIONS, concurrency: 2 }, deps);
        expectObservable(result$.pipe(finalize(() => told.push(...notes)))).toBe('----LS--|', { L: left, S: scraped });
        expectSubscriptions(asked.subscriptions).toBe('  ^----!');
        expectSubscriptions(waiting.subscriptions).toBe('^---!');
        expectSubscriptions(closing.subscriptions).toBe('-----^--!');
      });
      expect(told).toEqual(['open nes', 'ask a.nes', 'ask b.nes', 'keep a.nes', 'close nes']);
    });

    it('closes a system without a ROM if it was still being opened', () => {
      const told: string[] = [];
      marbles(({ cold, expectObservable }) => {
        const { deps, notes, abort } = fakeScrape({
          roms,
          open: (_, opened) => cold('---(o|)').pipe(map(() => opened)),
        });
        cold('-x').subscribe(() => {
          abort();
        });
        expectObservable(scrapeCourse([NES, SNES], OPTIONS, deps).pipe(finalize(() => told.push(...notes)))).toBe(
          '---|',
        );
      });
      expect(told).toEqual(['open nes', 'close nes']);
    });

    it('does nothing at all if it has not begun', () => {
      const { deps, notes, abort } = fakeScrape({ roms });
      abort();
      marbles(({ expectObservable }) => {
        expectObservable(scrapeCourse([NES, SNES], OPTIONS, deps)).toBe('|');
      });
      expect(notes).toEqual([]);
    });
  });

  it.each([DISK, new TypeError('a bug')])(
    'errors with %s, cancels what is in progress, and closes nothing',
    (error) => {
      const told: string[] = [];
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const slow = cold('-----(h|)', { h: HASHES });
        const broken = cold<typeof HASHES>('--#', undefined, error);
        const { deps, notes } = fakeScrape({
          roms: { nes: ['a.nes', 'b.nes', 'c.nes'], snes: ['d.nes'] },
          hash: (rom) => (rom === 'a.nes' ? slow : broken),
        });
        const result$ = scrapeCourse([NES, SNES], { ...OPTIONS, concurrency: 2 }, deps);
        expectObservable(result$.pipe(finalize(() => told.push(...notes)))).toBe('--#', undefined, error);
        expectSubscriptions(slow.subscriptions).toBe('  ^-!');
        expectSubscriptions(broken.subscriptions).toBe('^-!');
      });
      expect(told).toEqual(['open nes']);
    },
  );

  it.each<[string, Fakes]>([
    ['opened', { open: () => throwError(() => DISK) }],
    ['closed', { close: () => throwError(() => DISK) }],
  ])('errors when the disk is full while a system is %s', (_, fakes) => {
    const { ended, notes } = outcome([NES, SNES], fakes);
    expect(ended).toBe(DISK);
    expect(notes).not.toContain('open snes');
  });

  it('cancels everything when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const hashed = cold('-----(h|)', { h: HASHES });
      const { deps } = fakeScrape({ roms: { nes: ['a.nes', 'b.nes', 'c.nes'] }, hash: () => hashed });
      expectObservable(scrapeCourse([NES], { ...OPTIONS, concurrency: 2 }, deps), '---!').toBe('----');
      expectSubscriptions(hashed.subscriptions).toBe(['^--!', '^--!']);
    });
  });
});
