import { EMPTY, NEVER, type Observable, of, startWith, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { pull } from '../../src/operators/pull.js';

const scheduler = (): TestScheduler =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });

/** A store that hands out its items in order and can be added to. */
const store = <T>(...items: T[]): { next: () => T | null; add: (item: T) => void } => ({
  next: () => items.shift() ?? null,
  add: (item) => {
    items.push(item);
  },
});

describe('pull', () => {
  it('works on as many items at a time as allowed, and takes the next when a worker is free', () => {
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

  it('sleeps when there is nothing to do, and wakes when notified', () => {
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

  it('completes only when nothing more will come and the last work is done', () => {
    scheduler().run(({ cold, expectObservable }) => {
      const wake$ = cold('-|');
      const a = cold('    ----a|');
      const expected = '  ----a|';

      const result$ = pull((work: Observable<string>) => work, { next: store(a).next, concurrency: 3, wake$ });

      expectObservable(result$).toBe(expected);
    });
  });

  it('looks once more when the notifier completes, so that the last items are not missed', () => {
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

  it('errors when any work does, and cancels the rest', () => {
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

  it('cancels the work in progress when unsubscribed', () => {
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

  it('errors when the store does', () => {
    scheduler().run(({ expectObservable }) => {
      const broken = new Error('the store is gone');
      const next = (): never => {
        throw broken;
      };
      expectObservable(pull(() => EMPTY, { next, concurrency: 1, wake$: NEVER })).toBe('#', undefined, broken);
    });
  });

  it('never holds more than it works on, however much the store has, and does not grow the stack', () => {
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

  it('starts nothing while it is held, lets work in progress finish, and resumes when released', () => {
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

  it('does not complete while it is held, even if there is nothing more to do', () => {
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
