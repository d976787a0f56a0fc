import { Subject, finalize, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunOrder } from '../../src/model/runControl.js';
import type { RomEnding } from '../../src/model/scrapeTask.js';
import type { KnownSystem } from '../../src/model/system.js';
import type { RunControl } from '../../src/streams/runControl.js';
import { type ScrapeOptions, scrapeCourse } from '../../src/streams/scrapeCourse.js';
import { marbles } from '../marbles.js';
import { HASHES, NES } from '../scrapeSamples.js';
import { answer, fakeScrape } from './fakeScrape.js';

const SNES: KnownSystem = { ...NES, name: 'snes', fullname: 'Super Nintendo', scraperId: '4' };
const OPTIONS: ScrapeOptions = {
  identify: { strictness: 'disabled', preferredRegions: [], search: null },
  concurrency: 1,
  dryRun: false,
};
const S: RomEnding = { outcome: 'scraped', media: 0, detail: null };
const L: RomEnding = { outcome: 'left', media: 0, detail: 'skipped for now' };
const ORDERS: Readonly<Record<string, RunOrder>> = { p: 'pause', r: 'resume', s: 'skip' };

type Hot = (marbles: string, values: typeof ORDERS) => { subscribe: (next: (order: RunOrder) => void) => unknown };

/** Gives orders at their frames: `p` pause, `r` resume, `s` skip. */
function give(orders: string, control: RunControl, hot: Hot): void {
  hot(orders, ORDERS).subscribe(control.order);
}

describe('a paused scrape', () => {
  it('finishes the ROM in progress, starts no other, and resumes', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const hashed = cold('--(h|)', { h: HASHES });
      const { deps, control } = fakeScrape({ roms: { nes: ['a.nes', 'b.nes', 'c.nes'] }, hash: () => hashed });
      give('                                             -p----r', control, hot);
      expectObservable(scrapeCourse([NES], OPTIONS, deps)).toBe('--S-----S-(S|)', { S });
      expectSubscriptions(hashed.subscriptions).toBe(['^-!', '------^-!', '--------^-!']);
    });
  });

  it('opens no other system, not even by reading its folder', () => {
    const told: string[] = [];
    marbles(({ cold, hot, expectObservable }) => {
      const closing = cold('--|');
      const { deps, control, notes } = fakeScrape({
        roms: { nes: ['a.nes'], snes: ['b.nes'] },
        close: (name) => (name === 'nes' ? closing : []),
      });
      give('-p------r', control, hot);
      hot('-----?').subscribe(() => told.push(...notes));
      expectObservable(scrapeCourse([NES, SNES], OPTIONS, deps)).toBe('S-------(S|)', { S });
    });
    expect(told).toEqual(['open nes', 'ask a.nes', 'keep a.nes', 'close nes']);
  });

  it.each(['told to', 'interrupted'])('stops when it is %s: it closes the system and opens no other', async (how) => {
    const asked = new Subject<typeof answer>();
    const { deps, control, notes, abort } = fakeScrape({
      roms: { nes: ['a.nes', 'b.nes'], snes: ['c.nes'] },
      ask: () => asked,
    });
    const ended = lastValueFrom(scrapeCourse([NES, SNES], OPTIONS, deps).pipe(toArray()));
    control.order('pause');
    asked.next(answer);
    asked.complete();
    expect(notes).toEqual(['open nes', 'ask a.nes', 'keep a.nes']);
    if (how === 'interrupted') abort();
    else control.order('stop');
    expect(await ended).toEqual([S]);
    expect(notes).toEqual(['open nes', 'ask a.nes', 'keep a.nes', 'close nes']);
  });

  it('does not open the second of two systems when told to stop between them', async () => {
    const closing = new Subject<never>();
    const { deps, control, notes } = fakeScrape({ roms: { nes: ['a.nes'], snes: ['b.nes'] }, close: () => closing });
    const ended = lastValueFrom(scrapeCourse([NES, SNES], OPTIONS, deps).pipe(toArray()));
    control.order('pause');
    closing.complete();
    control.order('stop');
    expect(await ended).toEqual([S]);
    expect(notes).toEqual(['open nes', 'ask a.nes', 'keep a.nes', 'close nes']);
  });
});

it('a skipped ROM is left, its request canceled and nothing of it stored, and the next one takes its place', () => {
  const told: string[] = [];
  marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
    const hanging = cold<typeof answer>('-');
    const asked = cold('--(g|)', { g: answer });
    const { deps, control, events, notes } = fakeScrape({
      roms: { nes: ['a.nes', 'b.nes'] },
      ask: (rom) => (rom === 'a.nes' ? hanging : asked),
    });
    give('---s', control, hot);
    const course$ = scrapeCourse([NES], OPTIONS, deps);
    expectObservable(course$.pipe(finalize(() => told.push(...notes)))).toBe('---L-(S|)', { L, S });
    expectSubscriptions(hanging.subscriptions).toBe('^--!');
    expectSubscriptions(asked.subscriptions).toBe('---^-!');
    flush();
    expect(events[0]).toEqual({ type: 'rom.done', system: 'nes', rom: './a.nes', index: 1, total: 2, ...L });
  });
  expect(told).toEqual(['open nes', 'ask a.nes', 'ask b.nes', 'keep b.nes', 'close nes']);
});
