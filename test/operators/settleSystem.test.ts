import { concatMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, GamelistError } from '../../src/model/errors.js';
import { settleSystem } from '../../src/operators/settleSystem.js';
import { marbles, reports } from '../marbles.js';
import { NES } from '../scrapeSamples.js';

const settling = () => {
  const failures: unknown[] = [];
  const { events, report } = reports();
  const failed = (system: { readonly name: string }, reason: string): void => {
    failures.push([system.name, reason]);
  };
  return { failures, events, deps: { failed, report } };
};

describe('settleSystem', () => {
  it('turns the failure of one system into an event, and the others continue', () => {
    const { failures, events, deps } = settling();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const bad = cold('     -#', undefined, new GamelistError('3:4: unclosed tag'));
      const good = cold('      -g|');
      const source = cold('  (ab|)', { a: bad, b: good });
      const expected = '     --g|';

      expectObservable(source.pipe(concatMap((work) => work.pipe(settleSystem(NES, deps))))).toBe(expected);
      expectSubscriptions(bad.subscriptions).toBe('  ^!');
      expectSubscriptions(good.subscriptions).toBe(' -^-!');
    });
    expect(failures).toEqual([['nes', '3:4: unclosed tag']]);
    expect(events).toEqual([{ type: 'system.skipped', system: 'nes', reason: '3:4: unclosed tag', failed: true }]);
  });

  it.each([new ArchiveError('The disk is full.'), new TypeError('a bug')])('lets %s end the run', (error) => {
    const { events, deps } = settling();
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--#', undefined, error).pipe(settleSystem(NES, deps))).toBe('--#', undefined, error);
    });
    expect(events).toEqual([]);
  });
});
