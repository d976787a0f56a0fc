import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import type { RunView } from '../../src/model/runView.js';
import { newRunView } from '../../src/view/newRunView.js';
import { estimated } from '../../src/view/pace.js';
import { STARTED, at, begun, failed, fetched, planned, recorded, view } from './runSteps.js';

const fresh = newRunView(at(0));

describe('the estimate of the time left', () => {
  it('is the pauses between the files, before anything is known', () => {
    const { work } = view([0, STARTED], [0, planned()]);
    expect(work).toMatchObject({ left: 10, perMinute: null, etaMs: 120_000, limit: 'gap' });
  });

  it('is never less than the pauses, however quick the work is', () => {
    const { work } = view([0, STARTED], [0, planned()], [1, begun('1')], [1, fetched('1')], [2, recorded('1')]);
    expect(work).toMatchObject({ left: 9, perMinute: 60, etaMs: 9 * 12_000, limit: 'gap' });
  });

  it('is the work itself when that takes longer', () => {
    const { work } = view([0, STARTED], [0, planned()], [1, begun('1')], [9, fetched('1')], [61, recorded('1')]);
    expect(work).toMatchObject({ left: 9, perMinute: 1, etaMs: 9 * 60_000, limit: 'workers' });
  });

  it('includes no pause for files that already exist', () => {
    const { work } = view([0, STARTED], [0, planned()], [1, begun('1')], [1, fetched('1', true)], [2, recorded('1')]);
    expect(work).toMatchObject({ etaMs: 9 * 1000, limit: 'workers' });
  });

  it('is based on the mean duration of the work, in which the latest weighs at least a tenth', () => {
    const of = (count: number, seconds: number) => {
      const games = Array.from({ length: count }, (_, index): readonly (readonly [number, EventBody])[] => [
        [index * 10, begun(`${index}`)],
        [index < count - 1 ? (index + 1) * 10 : index * 10 + seconds, recorded(`${index}`)],
      ]);
      return view([0, STARTED], [0, planned({ waiting: count + 1, fileGapMs: 0 })], ...games.flat()).work.etaMs;
    };
    expect(of(2, 20)).toBe(15_000);
    expect(of(30, 20)).toBe(11_000);
    // The clock was set back.
    expect(of(1, -5)).toBe(0);
    const { pace } = view([0, begun('1')], [5, begun('2')], [10, recorded('1')]);
    expect(pace.everyMs).toBe(10_000);
  });

  it('is not shortened by items that were only looked at or skipped', () => {
    const games = view(
      [0, STARTED],
      [0, planned({ fileGapMs: 0 })],
      [0, begun('1')],
      [10, recorded('1')],
      [10, begun('2')],
      [11, failed('99')],
      [12, { type: 'game.skipped', id: '3', name: 'Hack 3' }],
      [20, { type: 'game.unchanged', id: '2', name: 'Hack 2', version: 1 }],
    );
    expect(games.pace).toMatchObject({ worked: 2, everyMs: 10_000 });
  });

  it('is not limited by pauses that are half as long as the work', () => {
    const limit = (seconds: number) =>
      view([0, STARTED], [0, planned()], [0, begun('1')], [0, fetched('1')], [seconds, recorded('1')]).work.limit;
    expect([limit(23), limit(24)]).toEqual(['gap', 'workers']);
  });

  it('is unknown for a scrape until a ROM has ended; the same share of the rest is then expected to need only a look', () => {
    const rom = (index: number): EventBody => ({
      type: 'rom.done',
      system: 'nes',
      rom: `./${index}.nes`,
      index,
      total: 10,
      media: 0,
      detail: null,
      outcome: index === 1 ? 'scraped' : 'skipped',
    });
    const scrape = [
      [0, { type: 'run.started', command: 'scrape', archive: '/roms', dryRun: false }],
      [0, { type: 'system.started', system: 'nes', fullname: 'NES', roms: 10 }],
      [0, { type: 'rom.stage', system: 'nes', rom: './1.nes', stage: 'hashing' }],
    ] as const;
    expect(view(...scrape).work).toMatchObject({ left: 10, perMinute: null, etaMs: null, limit: null });
    expect(view(...scrape, [8, rom(1)], [8, rom(2)]).work).toMatchObject({ left: 8, etaMs: 8 * 4000 });
  });

  it('expects pauses in the proportion that the work so far has had', () => {
    const two = [
      [0, STARTED],
      [0, planned()],
      [0, begun('1')],
      [0, begun('2')],
      [0, fetched('1')],
    ] as const;
    const both = view(...two, [0, fetched('2', true)], [1, recorded('1')], [2, recorded('2')]);
    expect(both.work.etaMs).toBe(8 * 6000);
    expect(view(...two, [0, fetched('2')], [1, recorded('1')]).work.etaMs).toBe(9 * 12_000);
  });

  it('includes the pages of a full crawl that are still to be read, but not those of a routine one', () => {
    const reading = (mode: 'full' | 'routine') =>
      view(
        [0, STARTED],
        [0, planned({ waiting: 0 })],
        [1, { type: 'crawl.started', mode, why: 'so', resumed: false }],
        [2, { type: 'page', page: 1, lastPage: 4, records: 50, fresh: 0, cached: false }],
      ).work.etaMs;
    expect(reading('full')).toBe(3 * 70_000);
    expect(reading('routine')).toBe(0);
  });

  it('does not count a paused run as slow work', () => {
    const { work } = view(
      [0, STARTED],
      [0, planned({ fileGapMs: 0 })],
      [0, begun('1')],
      [10, recorded('1')],
      [10, begun('2')],
      [11, { type: 'run.ordered', order: 'pause' }],
      [1000, { type: 'run.ordered', order: 'resume' }],
      [1010, recorded('2')],
    );
    expect(work).toMatchObject({ perMinute: 6, etaMs: 8 * 10_000 });
  });

  it('is unknown before the number of items is', () => {
    const pace = { ...fresh.pace, worked: 1, everyMs: 1000, fileGapMs: 12_000, workers: 2 };
    const { work } = estimated({ ...fresh, work: { ...fresh.work, total: null, done: 1 }, pace });
    expect(work).toMatchObject({ left: null, perMinute: 60, etaMs: null, limit: null });
  });

  it('is not limited by pauses of length zero', () => {
    const pace = { ...fresh.pace, fileGapMs: 0, workers: 2 };
    const { work } = estimated({ ...fresh, work: { ...fresh.work, total: 3 }, pace });
    expect(work).toMatchObject({ left: 3, etaMs: 0, limit: 'workers' });
  });

  it.each([
    [20_000, 'quota'],
    [null, 'account'],
  ])('is limited by an account with %j requests a day: %s', (maxPerDay, limit) => {
    const account: RunView['account'] = { threads: 1, perMinute: null, requestsToday: 19_998, maxPerDay };
    expect(estimated({ ...fresh, work: { ...fresh.work, total: 3 }, account }).work.limit).toBe(limit);
  });
});
