import {
  BehaviorSubject,
  NEVER,
  type Observable,
  Subject,
  concat,
  defer,
  lastValueFrom,
  merge,
  of,
  shareReplay,
} from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { describe, expect, test } from 'vitest';
import { type AccountGate, type AccountLease, openAccountGate } from '../../src/archive/accountGate.js';
import type { AccountLimits } from '../../src/archive/accountRule.js';
import { PermanentHttpError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import { createThreadLimit } from '../../src/operators/limitThreads.js';
import { type TakeTurnDeps, type TurnKeeper, takeTurn } from '../../src/operators/takeTurn.js';

const HOST = 'h:1';
const ACCOUNT = 'h:1 mario';

interface Stage {
  readonly deps: TakeTurnDeps;
  readonly gate: AccountGate;
  readonly keeper: (limits: AccountLimits) => TurnKeeper<AccountLease>;
  readonly events: readonly EventBody[];
}

/** Runs a marble test on virtual time with the gate of an account. */
function marbles(test: (helpers: RunHelpers, stage: Stage) => void): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  const gate = openAccountGate(':memory:', { now: () => scheduler.now(), warn: (message) => expect.fail(message) });
  const events: EventBody[] = [];
  const keeper = (limits: AccountLimits): TurnKeeper<AccountLease> => ({
    take: () => gate.take(ACCOUNT, limits),
    renew: gate.renew,
    release: gate.release,
  });
  scheduler.run((helpers) => {
    test(helpers, { deps: { report: (event) => events.push(event), scheduler }, gate, keeper, events });
  });
  gate.close();
}

test('a request waits for the minute to pass, and reports it', () => {
  marbles(({ cold, expectObservable, expectSubscriptions, flush }, { deps, keeper, events }) => {
    const request = cold('-a|');
    const once = request.pipe(takeTurn(HOST, keeper({ threads: 2, perMinute: 2 }), deps));
    // A minute, a second for the trip to the site, and 5 ms against timers that fire early.
    expectObservable(concat(once, once, once)).toBe('-a-a 61002ms a|');
    expectSubscriptions(request.subscriptions).toBe(['^-!', '--^-!', '61005ms ^-!']);
    flush();
    const reason = 'the account may make no more requests this minute';
    expect(events).toEqual([{ type: 'waiting', host: HOST, until: '1970-01-01T00:01:01.000Z', reason }]);
  });
});

test('the requests of a run queue up: only the first one asks and reports', () => {
  marbles(({ cold, expectObservable, flush }, { deps, keeper, events }) => {
    const line = createThreadLimit(() => 1);
    const limits = { threads: 9, perMinute: 1 };
    const once = cold('a|').pipe(takeTurn(HOST, keeper(limits), { ...deps, line }));
    expectObservable(merge(once, once, once)).toBe('a 61004ms a 61004ms a|');
    flush();
    expect(events).toHaveLength(2);
  });
});

test('a wait for threads that other runs hold is reported once it exceeds a second', () => {
  marbles(({ cold, expectObservable, flush }, { deps, gate, keeper, events }) => {
    const held = gate.take(ACCOUNT, { threads: 1, perMinute: null });
    cold('500ms x').subscribe(() => {
      expect(events).toEqual([]);
    });
    cold('2s x').subscribe(() => {
      if (held.granted) gate.release(held.lease);
    });
    const once = cold('a|').pipe(takeTurn(HOST, keeper({ threads: 1, perMinute: null }), deps));
    expectObservable(once).toBe('2100ms a|');
    flush();
    expect(events).toEqual([expect.objectContaining({ type: 'waiting', host: HOST })]);
  });
});

test('a short wait for a thread is not reported', () => {
  marbles(({ cold, expectObservable, flush }, { deps, keeper, events }) => {
    const limits = { threads: 1, perMinute: null };
    const slow = cold('300ms a|').pipe(takeTurn(HOST, keeper(limits), deps));
    const next = cold('b|').pipe(takeTurn(HOST, keeper(limits), deps));
    expectObservable(merge(slow, next)).toBe('300ms a 14ms b|');
    flush();
    expect(events).toEqual([]);
  });
});

test('a request in flight for longer than the lease lasts keeps its turn', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, { deps, keeper }) => {
    const limits = { threads: 1, perMinute: null };
    const slow = cold('90s a|');
    const next = cold('b|');
    expectObservable(slow.pipe(takeTurn(HOST, keeper(limits), deps)), '^').toBe('90s a|');
    expectObservable(next.pipe(takeTurn(HOST, keeper(limits), deps)), '1s ^ 88s !').toBe('');
    expectSubscriptions(next.subscriptions).toBe([]);
  });
});

test('an error and unsubscribing give the turn back', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, { deps, keeper }) => {
    const turn = takeTurn<AccountLease, string>(HOST, keeper({ threads: 1, perMinute: null }), deps);
    const error = new PermanentHttpError('gone');
    const failing = cold('-#', {}, error);
    const left = cold('-----a|');
    const last = cold('b|');
    expectObservable(failing.pipe(turn)).toBe('-#', {}, error);
    expectObservable(left.pipe(turn), '--^--!').toBe('');
    expectObservable(last.pipe(turn), '------^').toBe('------b|');
    expectSubscriptions(left.subscriptions).toBe('--^--!');
    expectSubscriptions(last.subscriptions).toBe('------^!');
  });
});

test('a stop ends the waits, queued ones included, but not a request in flight', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }, { deps, keeper }) => {
    const stop$ = hot('---s').pipe(shareReplay({ bufferSize: 1, refCount: false }));
    const all = { ...deps, stop$, line: createThreadLimit(() => 1, { stop$ }) };
    const [first, second, third] = [cold('-----a|'), cold('b|'), cold('c|')];
    const limits = { threads: 1, perMinute: null };
    expectObservable(first.pipe(takeTurn(HOST, keeper(limits), all))).toBe('-----a|');
    expectObservable(second.pipe(takeTurn(HOST, keeper(limits), all))).toBe('---|');
    expectObservable(third.pipe(takeTurn(HOST, keeper(limits), all))).toBe('---|');
    expectSubscriptions(first.subscriptions).toBe('^-----!');
    expectSubscriptions(second.subscriptions).toBe([]);
    expectSubscriptions(third.subscriptions).toBe([]);
  });
});

describe('a keeper that answers asynchronously, as one over a network does', () => {
  /** It answers when told to, and remembers what was released. */
  function slow(...turns: readonly (Turn | Error)[]) {
    const answers = [...turns];
    const released: string[] = [];
    const waiting: (() => void)[] = [];
    const keeper: TurnKeeper<AccountLease> = {
      take: () =>
        new Promise((resolve, reject) => {
          waiting.push(() => {
            const turn = answers.shift() ?? expect.fail('asked too often');
            if (turn instanceof Error) reject(turn);
            else resolve(turn);
          });
        }),
      renew: () => undefined,
      release: ({ id }) => released.push(id),
    };
    const say = async (): Promise<void> => {
      await expect.poll(() => waiting).not.toHaveLength(0);
      waiting.shift()?.();
      await Promise.resolve();
    };
    return { keeper, released, say };
  }
  type Turn = Awaited<ReturnType<TurnKeeper<AccountLease>['take']>>;
  const granted: Turn = { granted: true, lease: { id: 'mine', renewMs: 1000 } };
  const deps: TakeTurnDeps = { report: (event) => expect.fail(event.type) };

  test('is asked again after the wait that it names, and then the request begins', async () => {
    const { keeper, released, say } = slow({ granted: false, waitMs: 1, reason: 'threads' }, granted);
    let begun = 0;
    const once = defer(() => of(++begun)).pipe(takeTurn(HOST, keeper, deps));
    const ended = lastValueFrom(once);
    expect(begun).toBe(0);
    await say();
    expect(begun).toBe(0);
    await say();
    expect(await ended).toBe(1);
    expect(released).toEqual(['mine']);
  });

  test('immediately gets back what it grants when nobody is waiting for it any more', async () => {
    const { keeper, released, say } = slow(granted);
    const stop$ = new Subject<undefined>();
    const request = NEVER.pipe(takeTurn(HOST, keeper, { ...deps, stop$ }));
    const ended = lastValueFrom(request, { defaultValue: 'stopped' });
    stop$.next(undefined);
    expect(await ended).toBe('stopped');
    expect(released).toEqual([]);
    await say();
    expect(released).toEqual(['mine']);
  });

  test('fails the stream before the request when it is unusable', async () => {
    const { keeper, released, say } = slow(new Error('no gate'));
    const ended = lastValueFrom(NEVER.pipe(takeTurn(HOST, keeper, deps)));
    await Promise.all([say(), expect(ended).rejects.toThrow('no gate')]);
    expect(released).toEqual([]);
  });
});

describe('while it is held', () => {
  /** Held from the first frame or from a later one on; like a run's, it has a value for every subscriber. */
  function heldFrom(hold$: Observable<boolean>, now: boolean): BehaviorSubject<boolean> {
    const held$ = new BehaviorSubject(now);
    hold$.subscribe(held$);
    return held$;
  }
  const values = { t: true, f: false };
  const unlimited = { threads: 9, perMinute: null };

  /** Counts how often a turn is asked for. */
  function counting(keeper: TurnKeeper<AccountLease>) {
    let asked = 0;
    const take = () => {
      asked += 1;
      return keeper.take();
    };
    return { keeper: { ...keeper, take }, asked: () => asked };
  }

  test('nobody asks for a turn, and whoever is waiting continues afterwards', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }, { deps, keeper, events }) => {
      const held$ = heldFrom(hot('-----f', values), true);
      const counted = counting(keeper(unlimited));
      const request = cold('-a|');
      hot('----x').subscribe(() => {
        expect(counted.asked()).toBe(0);
      });
      expectObservable(request.pipe(takeTurn(HOST, counted.keeper, { ...deps, held$ }))).toBe('------a|');
      expectSubscriptions(request.subscriptions).toBe('-----^-!');
      flush();
      expect(counted.asked()).toBe(1);
      expect(events).toEqual([]);
    });
  });

  test('a wait that ends during the hold asks for a turn only once the hold is over', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, { deps, gate, keeper }) => {
      const other = gate.take(ACCOUNT, { threads: 1, perMinute: null });
      hot('-x').subscribe(() => {
        if (other.granted) gate.release(other.lease);
      });
      const held$ = heldFrom(hot('--t 9996ms f', values), false);
      const request = cold('a|');
      const once = request.pipe(takeTurn(HOST, keeper({ threads: 1, perMinute: null }), { ...deps, held$ }));
      expectObservable(once).toBe('9999ms a|');
      expectSubscriptions(request.subscriptions).toBe('9999ms ^!');
    });
  });

  test('a request in flight continues', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, { deps, keeper }) => {
      const request = cold('--a--b|');
      const held$ = heldFrom(hot('-t', values), false);
      expectObservable(request.pipe(takeTurn(HOST, keeper(unlimited), { ...deps, held$ }))).toBe('--a--b|');
      expectSubscriptions(request.subscriptions).toBe('^-----!');
    });
  });

  test('a stop ends the wait without a request, even if the hold ends at the same time', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, { deps, keeper }) => {
      const request = cold('a|');
      const stop$ = hot('---s');
      const held$ = heldFrom(hot('---f', values), true);
      expectObservable(request.pipe(takeTurn(HOST, keeper(unlimited), { ...deps, held$, stop$ }))).toBe('---|');
      expectSubscriptions(request.subscriptions).toBe([]);
    });
  });

  test('unsubscribing ends the wait', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, { deps, keeper }) => {
      const request = cold('a|');
      const held$ = hot('t----f', values);
      expectObservable(request.pipe(takeTurn(HOST, keeper(unlimited), { ...deps, held$ })), '^--!').toBe('');
      expectSubscriptions(request.subscriptions).toBe([]);
      expectSubscriptions(held$.subscriptions).toBe('^--!');
    });
  });
});
