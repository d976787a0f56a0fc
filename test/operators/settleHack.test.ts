import { mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, BlobError } from '../../src/model/errors.js';
import { settleHack } from '../../src/operators/settleHack.js';
import { marbles, reports } from '../marbles.js';
import { placedHack } from '../publishSamples.js';

const placed = placedHack('1', { do: 'write', seen: null });
const written = { ...placed, outcome: 'written', reason: null } as const;

describe('settleHack', () => {
  it('turns the failure of one hack into an event, and the others continue', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const good = cold('   ----w|', { w: written });
      const bad = cold<typeof written>('     --#', undefined, new BlobError('The blob is damaged.'));
      const source = cold('  ab|', { a: good, b: bad });
      const expected = '     ---Fw|';

      const result$ = source.pipe(mergeMap((work) => work.pipe(settleHack(placed, report))));

      expectObservable(result$).toBe(expected, {
        w: written,
        F: { ...placed, outcome: 'failed', reason: 'The blob is damaged.' },
      });
      expectSubscriptions(bad.subscriptions).toBe(' -^-!');
    });
    const told = { type: 'rom.published', id: '1', name: 'Hack 1', file: 'Hack 1.sfc' };
    expect(events).toEqual([
      { ...told, outcome: 'failed', reason: 'The blob is damaged.' },
      { ...told, outcome: 'written', reason: null },
    ]);
  });

  it('warns of a file that the user has changed', () => {
    const { events, report } = reports();
    const left = placedHack('1', { do: 'leave', why: 'it was changed', edited: true });
    marbles(({ cold, expectObservable }) => {
      const skipped = { ...left, outcome: 'skipped', reason: 'it was changed' } as const;
      expectObservable(cold('-s|', { s: skipped }).pipe(settleHack(left, report))).toBe('-s|', { s: skipped });
    });
    expect(events).toMatchObject([
      { type: 'warning', message: '1 Hack 1: Hack 1.sfc: it was changed.' },
      { type: 'rom.published', outcome: 'skipped', reason: 'it was changed' },
    ]);
  });

  it('does not warn of any other file that it leaves alone', () => {
    const { events, report } = reports();
    const left = placedHack('1', { do: 'leave', why: 'a folder stands there', edited: false });
    marbles(({ cold, expectObservable }) => {
      const skipped = { ...left, outcome: 'skipped', reason: 'a folder stands there' } as const;
      expectObservable(cold('-s|', { s: skipped }).pipe(settleHack(left, report))).toBe('-s|', { s: skipped });
    });
    expect(events).toMatchObject([{ type: 'rom.published', outcome: 'skipped' }]);
  });

  it.each([new ArchiveError('The disk is full.'), new TypeError('a bug')])('lets %s end the run', (error) => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<never>('--#', undefined, error).pipe(settleHack(placed, report))).toBe(
        '--#',
        undefined,
        error,
      );
    });
    expect(events).toEqual([]);
  });
});
