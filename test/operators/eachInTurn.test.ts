import { of, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { lastValueFrom, toArray } from 'rxjs';
import { eachInTurn } from '../../src/operators/eachInTurn.js';

const scheduler = (): TestScheduler =>
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });

describe('eachInTurn', () => {
  it('takes the next item only when the work on the previous one is done', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('  --a--|');
      const b = cold('       -b|');
      const subA = '    ^----!';
      const subB = '    -----^-!';
      const expected = '--a---b|';

      expectObservable(eachInTurn([a, b], (work) => work)).toBe(expected);
      expectSubscriptions(a.subscriptions).toBe(subA);
      expectSubscriptions(b.subscriptions).toBe(subB);
    });
  });

  it('errors as the work does, without touching the next item', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('  --#');
      const b = cold('  -b|');

      expectObservable(eachInTurn([a, b], (work) => work)).toBe('--#');
      expectSubscriptions(b.subscriptions).toBe([]);
    });
  });

  it('cancels the work in progress when unsubscribed', () => {
    scheduler().run(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold(' ----a|');
      const unsub = '  --!';

      expectObservable(
        eachInTurn([a], (work) => work),
        unsub,
      ).toBe('---');
      expectSubscriptions(a.subscriptions).toBe('^-!');
    });
  });

  it('reads an endless iterable on demand and closes it', async () => {
    let read = 0;
    let closed = false;
    async function* ids(): AsyncGenerator<number> {
      try {
        for (;;) {
          await Promise.resolve();
          yield ++read;
        }
      } finally {
        closed = true;
      }
    }
    const seen = eachInTurn(ids(), (id) => (id === 3 ? throwError(() => new Error('enough')) : of(id))).pipe(toArray());
    await expect(lastValueFrom(seen)).rejects.toThrow('enough');
    await Promise.resolve();
    expect(read).toBe(3);
    expect(closed).toBe(true);
  });

  it('does not grow the stack when the work is synchronous', async () => {
    const items = Array.from({ length: 20_000 }, (_, index) => index);
    const seen = await lastValueFrom(eachInTurn(items, (item) => of(item)).pipe(toArray()));
    expect(seen).toEqual(items);
  });
});
