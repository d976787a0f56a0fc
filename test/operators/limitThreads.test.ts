import { NEVER, finalize, merge, of } from 'rxjs';
import { expect, test } from 'vitest';
import { createThreadLimit } from '../../src/operators/limitThreads.js';
import { marbles } from '../marbles.js';

test('subscribes to as many as allowed at a time, and to the others in order as places become free', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 2);
    const a = cold('--a|');
    const b = cold('------b|');
    const c = cold('--c|');
    const d = cold('--d|');
    expectObservable(merge(limit(a), limit(b), limit(c), limit(d))).toBe('--a--cb-d|');
    expectSubscriptions(a.subscriptions).toBe('^--!');
    expectSubscriptions(b.subscriptions).toBe('^------!');
    expectSubscriptions(c.subscriptions).toBe('---^--!');
    expectSubscriptions(d.subscriptions).toBe('------^--!');
  });
});

test('frees the place of one that fails', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 1);
    const a = cold('--#');
    const b = cold('-b|');
    expectObservable(limit(a)).toBe('--#');
    expectObservable(limit(b)).toBe('---b|');
    expectSubscriptions(b.subscriptions).toBe('--^-!');
  });
});

test('frees the place when one in progress is unsubscribed from', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 1);
    const a = cold('-----a|');
    const b = cold('-b|');
    expectObservable(limit(a), '^--!').toBe('');
    expectObservable(limit(b)).toBe('----b|');
    expectSubscriptions(a.subscriptions).toBe('^--!');
    expectSubscriptions(b.subscriptions).toBe('---^-!');
  });
});

test('gives up the place in the queue when unsubscribed', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 1);
    const a = cold('-----a|');
    const b = cold('-b|');
    const c = cold('-c|');
    expectObservable(limit(a)).toBe('-----a|');
    expectObservable(limit(b), '^--!').toBe('');
    expectObservable(limit(c)).toBe('-------c|');
    expectSubscriptions(b.subscriptions).toBe([]);
    expectSubscriptions(c.subscriptions).toBe('------^-!');
  });
});

test('lets those in progress finish when the limit is lowered, and then starts no more than it allows', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    let most = 3;
    hot('-x').subscribe(() => {
      most = 1;
    });
    const limit = createThreadLimit(() => most);
    const a = cold('---a|');
    const b = cold('------b|');
    const c = cold('-c|');
    expectObservable(merge(limit(a), limit(b))).toBe('---a--b|');
    expectObservable(limit(c), '--^').toBe('--------c|');
    expectSubscriptions(c.subscriptions).toBe('-------^-!');
  });
});

test('starts more under a raised limit when the next one comes or goes', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    let most = 1;
    hot('-x').subscribe(() => {
      most = 3;
    });
    const limit = createThreadLimit(() => most);
    const all = [cold('--a|'), cold('--b|'), cold('---c|')];
    expectObservable(merge(...all.map(limit))).toBe('--a--bc|');
    expectSubscriptions(all[0]?.subscriptions ?? []).toBe('^--!');
    expectSubscriptions(all[1]?.subscriptions ?? []).toBe('---^--!');
    expectSubscriptions(all[2]?.subscriptions ?? []).toBe('---^---!');
  });
});

test('completes what is in the queue on a stop, and leaves what is in progress alone', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const stop$ = hot('--s');
    const limit = createThreadLimit(() => 1, { stop$ });
    const a = cold('----a|');
    const b = cold('-b|');
    expectObservable(limit(a)).toBe('----a|');
    expectObservable(limit(b)).toBe('--|');
    expectSubscriptions(b.subscriptions).toBe([]);
    // The first one does not wait for a place, so it does not listen for a stop.
    expectSubscriptions(stop$.subscriptions).toBe(['(^!)', '^-!']);
  });
});

test('starts nothing after a stop', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 1, { stop$: of(null) });
    const a = cold('-a|');
    expectObservable(limit(a)).toBe('|');
    expectSubscriptions(a.subscriptions).toBe([]);
  });
});

test('treats a limit of zero as one, and copes with any number that end at once', () => {
  const limit = createThreadLimit(() => 0);
  const seen: number[] = [];
  const many = Array.from({ length: 20_000 }, (_, index) => limit(of(index)));
  const blocker = limit(NEVER).subscribe();
  const waiting = merge(...many).subscribe((value) => seen.push(value));
  expect(seen).toEqual([]);
  blocker.unsubscribe();
  expect(seen).toHaveLength(20_000);
  expect(waiting.closed).toBe(true);
});

test('tears down a request before it starts the next one', () => {
  const limit = createThreadLimit(() => 1);
  const order: string[] = [];
  const leaving = limit(NEVER.pipe(finalize(() => order.push('cleared')))).subscribe();
  limit(of('next')).subscribe((value) => order.push(value));
  leaving.unsubscribe();
  expect(order).toEqual(['cleared', 'next']);
});
