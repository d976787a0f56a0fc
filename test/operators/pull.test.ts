import { EMPTY, NEVER, type Observable, of, startWith, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { pull } from '../../src/operators/pull.js';

const scheduler = (): TestScheduler =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });

/** A store that hands out its items in order, and to which more can be added. */
const store = <T>(...items: T[]): { next: () => T | null; add: (item: T) => void } => ({
  next: () => items.shift() ?? null,
  add: (item) => {
    items.push(item);
  },
});

describe('pull', () => {
  it('works on as many items at a time as it may and takes the next when a worker is free', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('    ---a|');
      const b = cold('    ------b--|');
      const c = cold('        --c|');
      const subA = '      ^---!';
      const subB = '      ^--------!';
      const subC = '      ----^--!';
      const expected = '  ---a--(bc)';

      const result$ = pull((work: Observable<string>) => work, {
        next: store(a, b, c).next,
        concurrency: 2,
        wake$: NEVER,
      });

      expectObservable(result$).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(subA);
      expectSubscriptions(b.subscriptions).toBe(subB);
      expectSubscriptions(c.subscriptions).toBe(subC);
    });
  });

  it('sleeps when there is nothing and wakes when told', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('    --a|');
      const wake$ = cold('-----w------|');
      const subA = '      -----^--!';
      const subWake = '   ^-----------!';
      const expected = '  -------a----|';
      const items = store<Observable<string>>();

      const result$ = pull((work: Observable<string>) => work, { next: items.next, concurrency: 1, wake$ });
      timer(3).subscribe(() => {
        items.add(a);
      });

      expectObservable(result$).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(subA);
      expectSubscriptions(wake$.subscriptions).toBe(subWake);
    });
  });

  it('ends only when nothing more will come and the last work is done', () => {
    scheduler().run(({ cold, expectObservable }) => {
      const wake$ = cold('-|');
      const a = cold('    ----a|');
      const expected = '  ----a|';

      const result$ = pull((work: Observable<string>) => work, { next: store(a).next, concurrency: 3, wake$ });

      expectObservable(result$).toBe(expected);
    });
  });

  it('looks once more when the end is told, so that what came last is not missed', () => {
    scheduler().run(({ cold, expectObservable }) => {
      const items = store<Observable<string>>();
      const wake$ = cold('---|');
      const a = cold('       --a|');
      const expected = '  -----a|';
      timer(2).subscribe(() => {
        items.add(a);
      });

      expectObservable(pull((work: Observable<string>) => work, { next: items.next, concurrency: 1, wake$ })).toBe(
        expected,
      );
    });
  });

  it('ends with the error of a work and stops the others', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('  ---#');
      const b = cold('  -----b|');
      const wake$ = NEVER;
      const subB = '    ^--!';
      const expected = '---#';

      const result$ = pull((work: Observable<string>) => work, { next: store(a, b).next, concurrency: 2, wake$ });

      expectObservable(result$).toBe(expected);
      expectSubscriptions(b.subscriptions).toBe(subB);
    });
  });

  it('stops the work under way when nobody listens any more', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('   ----a|');
      const wake$ = cold('---------|');
      const unsub = '    --!';
      const sub = '      ^-!';

      const result$ = pull((work: Observable<string>) => work, { next: store(a).next, concurrency: 1, wake$ });

      expectObservable(result$, unsub).toBe('---');
      expectSubscriptions(a.subscriptions).toBe(sub);
      expectSubscriptions(wake$.subscriptions).toBe(sub);
    });
  });

  it('ends with the error of the store', () => {
    scheduler().run(({ expectObservable }) => {
      const broken = new Error('the store is gone');
      const next = (): never => {
        throw broken;
      };
      expectObservable(pull(() => EMPTY, { next, concurrency: 1, wake$: NEVER })).toBe('#', undefined, broken);
    });
  });

  it('never holds more than it works on, whatever waits in the store, and does not grow the stack', () => {
    let handedOut = 0;
    let done = 0;
    let mostHeld = 0;
    pull(
      (item: number) => {
        mostHeld = Math.max(mostHeld, handedOut - done);
        done += 1;
        return of(item);
      },
      { next: () => (handedOut < 100_000 ? ++handedOut : null), concurrency: 4, wake$: EMPTY },
    ).subscribe();
    expect(done).toBe(100_000);
    expect(mostHeld).toBeLessThanOrEqual(4);
  });

  it('begins nothing while it is held, lets work under way be finished, and goes on when it may', () => {
    scheduler().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const a = cold('    ---a|');
      const b = cold('           ---b|');
      const held$ = hot(' --h----g---', { h: true, g: false });
      const subA = '      ^---!';
      const subB = '      -------^---!';
      const subHeld = '   ^----------!';
      const expected = '  ---a------b|';

      const work$ = pull((work: Observable<string>) => work, {
        next: store(a, b).next,
        concurrency: 1,
        wake$: EMPTY,
        held$,
      });

      expectObservable(work$).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(subA);
      expectSubscriptions(b.subscriptions).toBe(subB);
      expectSubscriptions(held$.subscriptions).toBe(subHeld);
    });
  });

  it('does not end while it is held, though there is nothing more to do', () => {
    scheduler().run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const a = cold('    -a|');
      const held$ = hot(' ---------g', { g: false }).pipe(startWith(true));
      const early$ = hot('-h-----g--', { h: true, g: false });

      const never = pull((work: Observable<string>) => work, {
        next: store<Observable<string>>().next,
        concurrency: 1,
        wake$: EMPTY,
        held$,
      });
      const late = pull((work: Observable<string>) => work, {
        next: store(a).next,
        concurrency: 1,
        wake$: EMPTY,
        held$: early$,
      });

      expectObservable(never).toBe('---------|');
      expectObservable(late).toBe(' -a-----|');
      expectSubscriptions(a.subscriptions).toBe('^-!');
    });
  });
});
