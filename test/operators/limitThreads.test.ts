import { NEVER, finalize, merge, of } from 'rxjs';
import { expect, test } from 'vitest';
import { createThreadLimit } from '../../src/operators/limitThreads.js';
import { marbles } from '../marbles.js';

test('so many are subscribed to at a time, the others in their order when a place comes free', () => {
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

test('one that fails makes room as well', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 1);
    const a = cold('--#');
    const b = cold('-b|');
    expectObservable(limit(a)).toBe('--#');
    expectObservable(limit(b)).toBe('---b|');
    expectSubscriptions(b.subscriptions).toBe('--^-!');
  });
});

test('unsubscribing from one that is under way makes room', () => {
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

test('unsubscribing in the queue gives the place up', () => {
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

test('fewer threads let those under way finish, and then begin no more than are left', () => {
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

test('more threads begin more when the next one comes or goes', () => {
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

test('a stop completes what is in the queue, and leaves what is under way', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const stop$ = hot('--s');
    const limit = createThreadLimit(() => 1, { stop$ });
    const a = cold('----a|');
    const b = cold('-b|');
    expectObservable(limit(a)).toBe('----a|');
    expectObservable(limit(b)).toBe('--|');
    expectSubscriptions(b.subscriptions).toBe([]);
    // The first one waits for no place, so it does not wait for a stop.
    expectSubscriptions(stop$.subscriptions).toBe(['(^!)', '^-!']);
  });
});

test('after a stop nothing begins', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limit = createThreadLimit(() => 1, { stop$: of(null) });
    const a = cold('-a|');
    expectObservable(limit(a)).toBe('|');
    expectSubscriptions(a.subscriptions).toBe([]);
  });
});

test('no threads at all count as one, and any number that end at once are no trouble', () => {
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

test('the request has cleared away its things before the next one begins', () => {
  const limit = createThreadLimit(() => 1);
  const order: string[] = [];
  const leaving = limit(NEVER.pipe(finalize(() => order.push('cleared')))).subscribe();
  limit(of('next')).subscribe((value) => order.push(value));
  leaving.unsubscribe();
  expect(order).toEqual(['cleared', 'next']);
});
