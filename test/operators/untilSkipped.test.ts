import { EMPTY, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Hands, untilSkipped } from '../../src/operators/untilSkipped.js';
import { marbles } from '../marbles.js';

/** One item in progress; counts how often it was let go. */
function oneHand(skip$: Observable<unknown>): Hands & { readonly left: () => number } {
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
      const hands = oneHand(skip);

      expectObservable(work.pipe(untilSkipped(hands, () => of('i')))).toBe(expected);
      expectSubscriptions(work.subscriptions).toBe(subWork);
      expectSubscriptions(skip.subscriptions).toBe(subWork);
      flush();
      expect(hands.left()).toBe(1);
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
      const hands = oneHand(cold('-'));

      expectObservable(work.pipe(untilSkipped<string>(hands, () => EMPTY))).toBe('--a--#');
      flush();
      expect(hands.left()).toBe(1);
    });
  });

  it('unsubscribes from both when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const work = cold('  --a--b--|');
      const skip = cold('  -');
      const unsub = '      ---!';
      const hands = oneHand(skip);

      expectObservable(work.pipe(untilSkipped<string>(hands, () => EMPTY)), unsub).toBe('--a-');
      expectSubscriptions(work.subscriptions).toBe('^--!');
      expectSubscriptions(skip.subscriptions).toBe('^--!');
      flush();
      expect(hands.left()).toBe(1);
    });
  });
});
