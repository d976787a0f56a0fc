import { defer, throwError } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import { PermanentHttpError, RateLimitedError, TransientHttpError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import { type RetryDeps, retryFailed } from '../../src/operators/retryFailed.js';

const options = { attempts: 3, baseDelayMs: 4, maxDelayMs: 100, what: 'the page' };
const broken = new TransientHttpError('cut');
const limited = (retryAfterMs: number | null) => new RateLimitedError('later', 429, retryAfterMs);

function marbles(test: (helpers: RunHelpers, deps: RetryDeps, events: EventBody[], tries: number[]) => void): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  const events: EventBody[] = [];
  const tries: number[] = [];
  scheduler.run((helpers) => {
    const deps = {
      report: (event: EventBody) => events.push(event),
      onFailedTry: (count: number) => tries.push(count),
      random: () => 1,
      scheduler,
    };
    test(helpers, deps, events, tries);
  });
}

/** A source that behaves differently on every subscription. */
function inTurn<T>(sources: readonly T[]): () => T {
  const left = [...sources];
  return () => left.shift() ?? expect.fail('one subscription too many');
}

describe('retryFailed', () => {
  test('passes a success through unchanged', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }, deps, events) => {
      const source = cold('  --a--b|');
      expectObservable(source.pipe(retryFailed(options, deps))).toBe('--a--b|');
      expectSubscriptions(source.subscriptions).toBe('^-----!');
      expect(events).toEqual([]);
    });
  });

  test('resubscribes after delays that double, and gives up after the last try', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, deps, events, tries) => {
      const source = cold('-#', {}, broken);
      //            delays:  ----, then --------
      const expected = '     ---------------#';
      expectObservable(source.pipe(retryFailed(options, deps))).toBe(expected, {}, broken);
      expectSubscriptions(source.subscriptions).toBe(['^!', '-----^!', '--------------^!']);
      flush();
      expect(tries).toEqual([1, 2, 3]);
      expect(events).toEqual([
        { type: 'retry', what: 'the page', attempt: 1, of: 3, delayMs: 4, reason: 'cut' },
        { type: 'retry', what: 'the page', attempt: 2, of: 3, delayMs: 8, reason: 'cut' },
      ]);
    });
  });

  test('stops retrying after a success on the second try', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, deps, _, tries) => {
      const bad = cold('-#', {}, broken);
      const good = cold('-a|');
      const next = inTurn([bad, good]);
      expectObservable(defer(next).pipe(retryFailed(options, deps))).toBe('------a|');
      expectSubscriptions(bad.subscriptions).toBe('^!');
      expectSubscriptions(good.subscriptions).toBe('-----^-!');
      flush();
      expect(tries).toEqual([1]);
    });
  });

  test('waits between half and all of the delay, at random, and never longer than the maximum', () => {
    marbles(({ cold, expectObservable }, deps) => {
      const source = cold('#', {}, broken);
      const many = { attempts: 4, baseDelayMs: 40, maxDelayMs: 60, what: 'x' };
      const shortest = { ...deps, random: () => 0 };
      expectObservable(source.pipe(retryFailed(many, shortest))).toBe('80ms #', {}, broken); // 20 + 30 + 30
      expectObservable(source.pipe(retryFailed(many, deps))).toBe('160ms #', {}, broken); // 40 + 60 + 60
    });
  });

  test.each([
    ['a permanent one', new PermanentHttpError('gone', 404)],
    ['one that is not about the request', new Error('a bug')],
  ])('passes %s on at once', (_, error) => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, deps, events, tries) => {
      const source = cold('-#', {}, error);
      expectObservable(source.pipe(retryFailed(options, deps))).toBe('-#', {}, error);
      expectSubscriptions(source.subscriptions).toBe(['^!']);
      flush();
      expect([events, tries]).toEqual([[], []]);
    });
  });

  test('waits out a rate limit for as long as the host asks, without counting it as a try', () => {
    marbles(({ cold, expectObservable, flush }, deps, events, tries) => {
      const next = inTurn([
        cold('#', {}, limited(7000)),
        cold('#', {}, broken),
        cold('#', {}, limited(0)),
        cold('#', {}, broken),
        cold('#', {}, limited(null)),
        cold('a|'),
      ]);
      // 7000, 4, 0, 8, and 4 for the one that gives no time
      expectObservable(defer(next).pipe(retryFailed(options, deps))).toBe('7016ms a|');
      flush();
      expect(tries).toEqual([1, 2]);
      expect(events.map((event) => event.type === 'retry' && [event.attempt, event.delayMs])).toEqual([
        [0, 7000],
        [1, 4],
        [1, 0],
        [2, 8],
        [2, 4],
      ]);
    });
  });

  test('gives up on a host that says "later" for the 21st time in a row', () => {
    marbles(({ cold, expectObservable, flush }, deps, events, tries) => {
      const source = cold('#', {}, limited(1000));
      expectObservable(source.pipe(retryFailed(options, deps))).toBe('20s #', {}, limited(1000));
      flush();
      expect(source.subscriptions).toHaveLength(21);
      expect([events.length, tries.length]).toEqual([20, 0]);
    });
  });

  test('cancels the wait when unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }, deps) => {
      const source = cold('-#', {}, broken);
      expectObservable(source.pipe(retryFailed(options, deps)), '^--!').toBe('---');
      expectSubscriptions(source.subscriptions).toBe(['^!']);
    });
  });

  test('ends the wait on a stop, without another try', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, deps) => {
      const source = cold('-#', {}, broken);
      const stop$ = hot('  ---s');
      expectObservable(source.pipe(retryFailed(options, { ...deps, stop$ }))).toBe('---|');
      expectSubscriptions(source.subscriptions).toBe('^!');
      expectSubscriptions(stop$.subscriptions).toBe('-^-!');
    });
  });

  test('counts the tries of each subscription separately', () => {
    marbles(({ cold, expectObservable, flush }, deps, _, tries) => {
      const retried = cold('#', {}, broken).pipe(retryFailed(options, deps));
      expectObservable(retried).toBe('12ms #', {}, broken);
      expectObservable(retried, '50ms ^').toBe('62ms #', {}, broken);
      flush();
      expect(tries).toEqual([1, 2, 3, 1, 2, 3]);
    });
  });

  test('errors when the callback for a failed try throws', () => {
    marbles(({ expectObservable }, deps) => {
      const full = new Error('disk full');
      const onFailedTry = () => {
        throw full;
      };
      const retried = throwError(() => broken).pipe(retryFailed(options, { ...deps, onFailedTry }));
      expectObservable(retried).toBe('#', {}, full);
    });
  });
});
