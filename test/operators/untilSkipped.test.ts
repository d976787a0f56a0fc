import { EMPTY, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type InProgress, untilSkipped } from '../../src/operators/untilSkipped.js';
import { marbles } from '../marbles.js';

/** One item in progress; counts how often it was let go. */
function oneHand(skip$: Observable<unknown>): InProgress & { readonly left: () => number } {
  let left = 0;
  return { enter: () => ({ skip$, leave: () => void (left += 1) }), left: () => left };
}

describe('untilSkipped', () => {
  it('leaves the work alone when nobody skips it', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const work = cold('  --a--b--|');
      const skip = cold('  -');
      const subWork = '    ^-------!';
      const expected = '   --a--b--|';
      const inProgress = oneHand(skip);

      expectObservable(work.pipe(untilSkipped(inProgress, () => of('i')))).toBe(expected);
      expectSubscriptions(work.subscriptions).toBe(subWork);
      expectSubscriptions(skip.subscriptions).toBe(subWork);
      flush();
      expect(inProgress.left()).toBe(1);
    });
  });

  it('unsubscribes from work that is skipped, then does what is to be done instead', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const work = cold('    --a--b--|');
      const skip = cold('    ----s');
      const instead = cold(' -i|');
      const subWork = '      ^---!';
      const expected = '     --a--i|';

      expectObservable(work.pipe(untilSkipped(oneHand(skip), () => instead))).toBe(expected);
      expectSubscriptions(work.subscriptions).toBe(subWork);
      expectSubscriptions(instead.subscriptions).toBe('----^-!');
    });
  });

  it('propagates an error, and lets go of the item', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const work = cold('  --a--#');
      const inProgress = oneHand(cold('-'));

      expectObservable(work.pipe(untilSkipped<string>(inProgress, () => EMPTY))).toBe('--a--#');
      flush();
      expect(inProgress.left()).toBe(1);
    });
  });

  it('unsubscribes from both when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const work = cold('  --a--b--|');
      const skip = cold('  -');
      const unsub = '      ---!';
      const inProgress = oneHand(skip);

      expectObservable(work.pipe(untilSkipped<string>(inProgress, () => EMPTY)), unsub).toBe('--a-');
      expectSubscriptions(work.subscriptions).toBe('^--!');
      expectSubscriptions(skip.subscriptions).toBe('^--!');
      flush();
      expect(inProgress.left()).toBe(1);
    });
  });
});
