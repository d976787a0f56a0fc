import { describe, expect, it } from 'vitest';
import type { IllustratedRom } from '../../src/model/scrapeTask.js';
import { entrySink } from '../../src/sinks/entrySink.js';
import { marbles } from '../marbles.js';
import { hashedRom, scrapedGame } from '../scrapeSamples.js';

const task: IllustratedRom = {
  ...hashedRom('Alpha.nes'),
  game: scrapedGame('Alpha'),
  stored: 2,
};
const entry = { path: './Alpha.nes', id: '7', source: 'ScreenScraper.fr', name: 'Alpha' };

describe('entrySink', () => {
  it('stores the entry of a ROM before it reports how the ROM ended', () => {
    const kept: unknown[] = [];
    const deps = { entryOf: () => entry, keep: (...words: unknown[]) => kept.push(words) };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a-|', { a: task });
      expectObservable(source.pipe(entrySink(deps))).toBe('--E-|', {
        E: { outcome: 'scraped', media: 2, detail: null },
      });
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
    expect(kept).toEqual([[task, entry]]);
  });

  it('leaves the entry alone when only media were missing', () => {
    const kept: unknown[] = [];
    const deps = { entryOf: () => entry, keep: (...words: unknown[]) => kept.push(words) };
    const missing: IllustratedRom = { ...task, plan: 'missing media', stored: 1 };
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a|', { a: missing }).pipe(entrySink(deps))).toBe('E|', {
        E: { outcome: 'scraped', media: 1, detail: null },
      });
    });
    expect(kept).toEqual([[missing, null]]);
  });

  it('errors when storing throws', () => {
    const error = new Error('The disk is full.');
    const deps = {
      entryOf: () => entry,
      keep: (): never => {
        throw error;
      },
    };
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a|', { a: task }).pipe(entrySink(deps))).toBe('-#', undefined, error);
    });
  });
});
