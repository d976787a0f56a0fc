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
  it('lets one holder of a key work at a time, in the order in which they came', () => {
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

  it('does not make items wait that share no key', () => {
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

  it('keeps nothing of those before in a line that is never empty', () => {
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
      // The next one is in the line already when the one before it ends.
      const before = ends[number - 1];
      before?.next('done');
      before?.complete();
    }
    expect(done).toBe(held);
    // A line that was walked through from its beginning would be too deep for the stack.
    let calls = 0;
    locks.get('k')?.subscribe({ complete: () => (calls += 1) });
    ends.at(-1)?.complete();
    expect(calls).toBe(1);
    expect(locks.size).toBe(0);
  });

  it('takes several keys in one order, so that nobody waits for ever', () => {
    marbles(({ cold, expectObservable }) => {
      // Each as it came, y would have a and wait for b, and z have b and wait for a.
      const source = cold('xyz|', {
        x: { keys: ['a', 'a'], work: cold('--x|') },
        y: { keys: ['a', 'b'], work: cold('-y|') },
        z: { keys: ['b', 'a'], work: cold('-z|') },
      });
      expectObservable(source.pipe(exclusive((item) => item.keys, part, new Map()))).toBe('--x-y-z|');
    });
  });

  it('frees its keys on an error and on unsubscribing', () => {
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

  it('lets the next one in when a waiting one gives up', () => {
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
