import { describe, expect, it } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { NOTHING_SCRAPED, between, countScrape, notAsked } from '../../src/streams/scrapeTotals.js';

const rom = { type: 'rom.done', system: 'nes', rom: './A.nes', index: 1, total: 2, media: 0, detail: null } as const;
const stored = { type: 'media.stored', system: 'nes', rom: './A.nes', kind: 'covers', file: 'f', bytes: 1 } as const;
const fold = (events: readonly EventBody[]) => events.reduce(countScrape, NOTHING_SCRAPED);

describe('countScrape', () => {
  it('counts systems, ROMs, outcomes and media', () => {
    const events: readonly EventBody[] = [
      { type: 'system.started', system: 'nes', fullname: 'NES', roms: 3 },
      { ...stored, reused: false },
      { ...stored, reused: false },
      { ...stored, reused: true },
      { ...rom, outcome: 'scraped', media: 2 },
      { ...rom, outcome: 'unmatched', detail: 'unknown' },
      { type: 'warning', message: 'so' },
      { type: 'media.failed', system: 'nes', rom: './A.nes', kind: 'covers', reason: 'why' },
      { type: 'system.started', system: 'snes', fullname: 'SNES', roms: 1 },
      { ...rom, outcome: 'skipped' },
      { ...stored, reused: false },
      { ...rom, outcome: 'left' },
      { ...rom, outcome: 'failed' },
    ];
    expect(fold(events)).toEqual({
      systems: 2,
      total: 4,
      scraped: 1,
      unmatched: 1,
      skipped: 1,
      left: 1,
      failed: 1,
      planned: 0,
      media: 3,
      mediaFailed: 1,
      failures: [
        { system: 'nes', rom: './A.nes', reason: 'unknown' },
        { system: 'nes', rom: './A.nes', reason: 'failed' },
      ],
    });
  });

  it('names no more than fifty failures, but counts them all', () => {
    const totals = fold(Array.from({ length: 60 }, () => ({ ...rom, outcome: 'failed' as const })));
    expect(totals.failed).toBe(60);
    expect(totals.failures).toHaveLength(50);
  });

  it('counts as not asked both those that were left and those that never got their turn', () => {
    const outcomes = ['scraped', 'skipped', 'unmatched', 'failed', 'planned', 'left'] as const;
    const totals = fold(outcomes.map((outcome) => ({ ...rom, outcome })));
    expect(notAsked(6, totals)).toBe(1);
    expect(notAsked(9, totals)).toBe(4);
  });

  it('separates one system from the others', () => {
    const one = (['scraped', 'skipped', 'unmatched', 'failed', 'left', 'planned'] as const).map((outcome) => ({
      ...rom,
      outcome,
    }));
    const events = [...one, { ...stored, reused: false }];
    const before = fold(events);
    expect(between(before, events.reduce(countScrape, before))).toEqual({
      scraped: 1,
      skipped: 1,
      unmatched: 1,
      failed: 1,
      left: 1,
      planned: 1,
      media: 1,
    });
  });
});
