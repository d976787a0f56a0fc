import { BehaviorSubject, concat, identity, lastValueFrom, merge, NEVER, tap, timer } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { expect, test } from 'vitest';
import { openGate } from '../../src/archive/gate.js';
import { PermanentHttpError, RateLimitedError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import type { HostGate, Turn } from '../../src/model/hostGate.js';
import { createHostQueue } from '../../src/operators/hostQueue.js';
import { throttle, type ThrottleDeps } from '../../src/operators/throttle.js';

const HOST = 'h:1';

/** Runs a marble test on virtual time, with a gate of its own and no queue in front of it. */
function marbles(
  test: (helpers: RunHelpers, deps: ThrottleDeps, events: EventBody[], now: () => number) => void,
): void {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  const now = () => scheduler.now();
  const gate = openGate(':memory:', { now, warn: (message) => expect.fail(message) });
  const events: EventBody[] = [];
  scheduler.run((helpers) => {
    test(
      helpers,
      { queue: () => identity, gates: [gate], report: (event) => events.push(event), scheduler },
      events,
      now,
    );
  });
  gate.close();
}

test('the first request starts at once, the next a gap after its end', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, deps, events) => {
    const request = cold('--a|');
    const once = request.pipe(throttle({ host: HOST, gapMs: 10 }, deps));
    // The gap of 10 and a margin of 5 against timers that fire early.
    expectObservable(concat(once, once)).toBe('--a 17ms a|');
    expectSubscriptions(request.subscriptions).toBe(['^--!', '------------------^--!']);
    expect(events).toEqual([]);
  });
});

test('a failed request also ends its turn', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, deps) => {
    const failing = cold('--#', {}, new PermanentHttpError('gone'));
    const next = cold('a|');
    const options = { host: HOST, gapMs: 10 };
    expectObservable(failing.pipe(throttle(options, deps))).toBe('--#', {}, new PermanentHttpError('gone'));
    expectObservable(next.pipe(throttle(options, deps)), '---^').toBe('-----------------a|');
    expectSubscriptions(next.subscriptions).toBe('-----------------^!');
  });
});

test('unsubscribing ends the request and its turn', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, deps) => {
    const slow = cold('----------a|');
    const next = cold('a|');
    const options = { host: HOST, gapMs: 10 };
    expectObservable(slow.pipe(throttle(options, deps)), '^---!').toBe('');
    expectObservable(next.pipe(throttle(options, deps)), '-----^').toBe('-------------------a|');
    expectSubscriptions(slow.subscriptions).toBe('^---!');
    expectSubscriptions(next.subscriptions).toBe('-------------------^!');
  });
});

test('unsubscribing while waiting cancels the wait, and the request never begins', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, deps) => {
    const request = cold('a|');
    const options = { host: HOST, gapMs: 10 };
    const once = request.pipe(throttle(options, deps));
    expectObservable(concat(once, once), '^-----!').toBe('a');
    expectObservable(once, '-------^').toBe('----------------a|');
    expectSubscriptions(request.subscriptions).toBe(['^!', '----------------^!']);
  });
});

test('a wait of more than a second is reported once', () => {
  marbles(({ cold, expectObservable, flush }, deps, events) => {
    const once = cold('a|').pipe(throttle({ host: HOST, gapMs: 70_000 }, deps));
    expectObservable(concat(once, once)).toBe('a 70005ms a|');
    flush();
    expect(events).toEqual([
      { type: 'waiting', host: HOST, until: '1970-01-01T00:01:10.001Z', reason: 'keeping the pause between requests' },
    ]);
  });
});

test('a request in flight elsewhere is waited for, however long it takes', () => {
  marbles(({ cold, expectObservable, expectSubscriptions, flush }, deps, events) => {
    const long = cold('60s a|');
    const other = cold('a|');
    const options = { host: HOST, gapMs: 10_000 };
    expectObservable(long.pipe(throttle(options, deps))).toBe('60s a|');
    expectObservable(other.pipe(throttle(options, deps)), '1s ^').toBe('70006ms a|');
    expectSubscriptions(other.subscriptions).toBe('70006ms ^!');
    flush();
    expect(events[0]).toMatchObject({ type: 'waiting', reason: 'another run is talking to this host' });
    expect(events.at(-1)).toMatchObject({ reason: 'keeping the pause between requests' });
  });
});

test('the gate keeps to the delay that a host asks for', () => {
  const limited = new RateLimitedError('later', 429, 30_000);
  marbles(({ cold, expectObservable, flush }, deps, events, now) => {
    const options = { host: HOST, gapMs: 10 };
    const first = cold('-#', {}, limited).pipe(throttle(options, deps));
    expectObservable(first).toBe('-#', {}, limited);
    expectObservable(cold('a|').pipe(throttle(options, deps)), '--^').toBe('30006ms a|');
    flush();
    const waiting = {
      type: 'waiting',
      host: HOST,
      until: '1970-01-01T00:00:30.001Z',
      reason: 'the site asked clients to wait',
    };
    // Reported when the host asks for it, and again for the request that has to wait for it.
    expect(events).toEqual([waiting, waiting]);
    expect(now()).toBeGreaterThan(30_000);
  });
});

test('a stop ends what is waiting for its turn, not what is in flight', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }, deps) => {
    const stop$ = hot('---s');
    const [first, second] = [cold('-----a|'), cold('a|')];
    const options = { host: HOST, gapMs: 10 };
    expectObservable(first.pipe(throttle(options, { ...deps, stop$ }))).toBe('-----a|');
    expectObservable(second.pipe(throttle(options, { ...deps, stop$ })), '-^').toBe('---|');
    expectSubscriptions(first.subscriptions).toBe('^-----!');
    expectSubscriptions(second.subscriptions).toBe([]);
    expectSubscriptions(stop$.subscriptions).toBe(['(^!)', '-^-!']);
  });
});

test('no request begins during a hold, and afterwards each takes its turn', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions }, deps, events) => {
    const held$ = new BehaviorSubject(false);
    hot('-t----------------------------f', { t: true, f: false }).subscribe(held$);
    const [first, second, third] = [cold('--a|'), cold('b|'), cold('c|')];
    const turn = throttle<string>({ host: HOST, gapMs: 10 }, { ...deps, held$ });
    // What is in flight continues; the pause between requests is long over when the hold ends.
    expectObservable(first.pipe(turn)).toBe('--a|');
    expectObservable(concat(second.pipe(turn), third.pipe(turn)), '--^').toBe(
      '------------------------------b 15ms c|',
    );
    expectSubscriptions(first.subscriptions).toBe('^--!');
    expectSubscriptions(second.subscriptions).toBe('------------------------------^!');
    expect(events).toEqual([]);
  });
});

test('a request held while others have the turn releases the one that this machine has granted, and asks again', () => {
  marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }, deps) => {
    const asked: string[] = [];
    const watched = (name: string, ...turns: (number | 'granted')[]): HostGate => ({
      take: (host) => {
        const turn = turns.shift() ?? 'granted';
        asked.push(`${name} ${turn}`);
        return turn === 'granted'
          ? { granted: true, lease: { host, id: name, renewMs: 1000 } }
          : { granted: false, waitMs: turn, reason: 'held' };
      },
      renew: () => undefined,
      release: ({ id }) => asked.push(`${id} released`),
      postpone: () => undefined,
    });
    const gates = [watched('here'), watched('all', 100)];
    const held$ = new BehaviorSubject(false);
    // First while it waits for the others, then while it is in flight, which is left alone.
    hot('---t 996ms f-t 10ms f', { t: true, f: false }).subscribe(held$);
    const request = cold('----a|');
    const turn = throttle<string>({ host: HOST, gapMs: 10 }, { ...deps, gates, held$ });
    expectObservable(request.pipe(turn)).toBe('1004ms a|');
    expectSubscriptions(request.subscriptions).toBe('1000ms ^----!');
    flush();
    expect(asked).toEqual([
      ...['here granted', 'all 100', 'here released'],
      ...['here granted', 'all granted', 'all released', 'here released'],
    ]);
  });
});

test('a rate limit without a time postpones nothing', () => {
  const limited = new RateLimitedError('later', 429, null);
  marbles(({ cold, expectObservable }, deps) => {
    const options = { host: HOST, gapMs: 10 };
    expectObservable(cold('-#', {}, limited).pipe(throttle(options, deps))).toBe('-#', {}, limited);
    expectObservable(cold('a|').pipe(throttle(options, deps)), '--^').toBe('----------------a|');
  });
});

test('a request asks each gate in turn, holds them all, and passes a requested delay on to all of them', () => {
  const limited = new RateLimitedError('later', 429, 30_000);
  marbles(({ cold, expectObservable, expectSubscriptions, flush }, deps, events) => {
    const asked: string[] = [];
    const watched = (name: string, waitMs: number): HostGate => {
      let turns: readonly Turn[] = [{ granted: false, waitMs, reason: 'gap' }];
      return {
        take: (host) => {
          asked.push(`${name} take`);
          const turn: Turn = turns[0] ?? { granted: true, lease: { host, id: name, renewMs: 1000 } };
          turns = turns.slice(1);
          return turn;
        },
        renew: ({ id }) => asked.push(`${id} renew`),
        release: ({ id }) => asked.push(`${id} release`),
        postpone: (_host, untilMs) => asked.push(`${name} postpone ${untilMs}`),
      };
    };
    const gates = [watched('here', 5), watched('all', 1200)];
    const request = cold('-#', {}, limited);
    // Waits of 5 and 1200, each with its margin.
    expectObservable(request.pipe(throttle({ host: HOST, gapMs: 10 }, { ...deps, gates }))).toBe(
      '1216ms #',
      {},
      limited,
    );
    expectSubscriptions(request.subscriptions).toBe('1215ms ^!');
    flush();
    const here = ['here take', 'here take'];
    expect(asked).toEqual([
      ...[...here, 'all take', 'here renew', 'all take'],
      ...['here postpone 31216', 'all postpone 31216', 'all release', 'here release'],
    ]);
    expect(events.map((event) => event.type === 'waiting' && event.reason)).toEqual([
      'keeping the pause between requests',
      'the site asked clients to wait',
    ]);
  });
});

test('an unusable gate fails the stream before the request', () => {
  marbles(({ cold, expectObservable, expectSubscriptions }, deps) => {
    const trouble = new Error('no gate');
    const take = () => {
      throw trouble;
    };
    const request = cold('a|');
    expectObservable(
      request.pipe(
        throttle({ host: HOST, gapMs: 10 }, { ...deps, gates: deps.gates.map((gate) => ({ ...gate, take })) }),
      ),
    ).toBe('#', {}, trouble);
    expectSubscriptions(request.subscriptions).toBe([]);
  });
});

test('with a real queue and clock, no two requests to a host are in flight at once', async () => {
  const gate = openGate(':memory:', { now: Date.now, warn: (message) => expect.fail(message) });
  const deps: ThrottleDeps = { queue: createHostQueue(), gates: [gate], report: (event) => expect.fail(event.type) };
  let underWay = 0;
  let most = 0;
  const starts: number[] = [];
  const ends: number[] = [];
  const request = timer(10).pipe(
    tap({
      subscribe: () => {
        starts.push(Date.now());
        most = Math.max(most, ++underWay);
      },
      complete: () => {
        ends.push(Date.now());
        underWay -= 1;
      },
    }),
  );
  const once = request.pipe(throttle({ host: HOST, gapMs: 20 }, deps));
  const abandoned = NEVER.pipe(throttle({ host: HOST, gapMs: 20 }, deps)).subscribe();
  const all = lastValueFrom(merge(once, once, once, once));
  abandoned.unsubscribe();
  await all;
  gate.close();
  expect(most).toBe(1);
  expect(starts).toHaveLength(4);
  for (const [index, start] of starts.slice(1).entries()) {
    expect(start - (ends[index] ?? NaN)).toBeGreaterThanOrEqual(20);
  }
});
