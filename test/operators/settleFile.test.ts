import { mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ArchiveError, BlobError } from '../../src/model/errors.js';
import { settleFile } from '../../src/operators/settleFile.js';
import { marbles, reports } from '../marbles.js';

describe('settleFile', () => {
  it('turns the failure of one file into an event, and the others continue', () => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const good = cold('     ----g|');
      const bad = cold('       --#', undefined, new BlobError('It is another file.'));
      const source = cold('   ab|', { a: good, b: bad });
      const result$ = source.pipe(mergeMap((work, index) => work.pipe(settleFile(String(index), report))));
      expectObservable(result$).toBe('----g|');
      expectSubscriptions(good.subscriptions).toBe('^----!');
      expectSubscriptions(bad.subscriptions).toBe('-^-!');
    });
    expect(events).toEqual([{ type: 'file.skipped', file: '1', failed: true, reason: 'It is another file.' }]);
  });

  it.each([new ArchiveError('The disk is full.'), new TypeError('a bug')])('lets %s end the run', (error) => {
    const { events, report } = reports();
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('--#', undefined, error).pipe(settleFile('1', report))).toBe('--#', undefined, error);
    });
    expect(events).toEqual([]);
  });
});
