import { type Observable, Subject, mergeMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Locks, exclusive } from '../../src/operators/exclusive.js';
import { marbles } from '../marbles.js';

interface Item {
  readonly keys: readonly string[];
  readonly work: Observable<string>;
}

const part = mergeMap((item: Item) => item.work);

describe('exclusive', () => {
  it('lets one holder of a key work at a time, in order of arrival', () => {
    const locks: Locks = new Map();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('  -----a|');
      const second = cold('       --b|');
      const third = cold('           -c|');
      const source = cold(' xy-z|', {
        x: { keys: ['k'], work: first },
        y: { keys: ['k'], work: second },
        z: { keys: ['k'], work: third },
      });
      const expected = '    -----a--b-c|';

      expectObservable(source.pipe(exclusive((item) => item.keys, part, locks))).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(' ^-----!');
      expectSubscriptions(second.subscriptions).toBe('------^--!');
      expectSubscriptions(third.subscriptions).toBe(' ---------^-!');
    });
    expect(locks.size).toBe(0);
  });

  it('does not make items without a common key wait for each other', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('xy|', {
        x: { keys: ['k'], work: cold('---a|') },
        y: { keys: ['l'], work: cold('-b|') },
      });
      expectObservable(source.pipe(exclusive((item) => item.keys, part, new Map()))).toBe('--ba|');
    });
  });

  it('works across pipelines that share the locks', () => {
    const locks: Locks = new Map();
    marbles(({ cold, hot, expectObservable }) => {
      const one$ = hot('x|', { x: { keys: ['k'], work: cold('---a|') } });
      const two$ = hot('-y|', { y: { keys: ['k'], work: cold('-b|') } });
      const guarded = exclusive((item: Item) => item.keys, part, locks);
      expectObservable(one$.pipe(guarded)).toBe('---a|');
      expectObservable(two$.pipe(guarded)).toBe('-----b|');
    });
  });

  it('retains nothing of finished holders when the queue is never empty', () => {
    const locks: Locks = new Map();
    const held = 3000;
    const ends: Subject<string>[] = [];
    let done = 0;
    const guarded = exclusive((item: Item) => item.keys, part, locks);
    const source = new Subject<Item>();
    source.pipe(guarded).subscribe({ next: () => (done += 1) });
    for (let number = 0; number <= held; number += 1) {
      const work = new Subject<string>();
      ends.push(work);
      source.next({ keys: ['k'], work });
      // The next one is already in the queue when the one before it ends.
      const before = ends[number - 1];
      before?.next('done');
      before?.complete();
    }
    expect(done).toBe(held);
    // Walking the queue from its beginning would be too deep for the stack.
    let calls = 0;
    locks.get('k')?.subscribe({ complete: () => (calls += 1) });
    ends.at(-1)?.complete();
    expect(calls).toBe(1);
    expect(locks.size).toBe(0);
  });

  it('acquires several keys in a fixed order, so that there is no deadlock', () => {
    marbles(({ cold, expectObservable }) => {
      // Taken in the order given, y would hold a and wait for b, and z hold b and wait for a.
      const source = cold('xyz|', {
        x: { keys: ['a', 'a'], work: cold('--x|') },
        y: { keys: ['a', 'b'], work: cold('-y|') },
        z: { keys: ['b', 'a'], work: cold('-z|') },
      });
      expectObservable(source.pipe(exclusive((item) => item.keys, part, new Map()))).toBe('--x-y-z|');
    });
  });

  it('releases its keys on an error and when unsubscribed', () => {
    const locks: Locks = new Map();
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold('--#');
      const endless = cold('---');
      const guarded = exclusive((item: Item) => item.keys, part, locks);
      expectObservable(cold('x', { x: { keys: ['k'], work: failing } }).pipe(guarded)).toBe('--#');
      expectObservable(cold('---x', { x: { keys: ['k'], work: endless } }).pipe(guarded), '-----!').toBe('---');
      expectSubscriptions(endless.subscriptions).toBe('---^-!');
    });
    expect(locks.size).toBe(0);
  });

  it('admits the next one when one that is waiting unsubscribes', () => {
    const locks: Locks = new Map();
    marbles(({ cold, expectObservable }) => {
      const guarded = exclusive((item: Item) => item.keys, part, locks);
      expectObservable(cold('x', { x: { keys: ['k'], work: cold('-----a|') } }).pipe(guarded), '------!').toBe(
        '-----a',
      );
      expectObservable(cold('-x', { x: { keys: ['k'], work: cold('b|') } }).pipe(guarded), '--!').toBe('--');
      expectObservable(cold('--x|', { x: { keys: ['k'], work: cold('c|') } }).pipe(guarded)).toBe('------c|');
    });
    expect(locks.size).toBe(0);
  });
});
