import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { expect, test } from 'vitest';
import { PermanentHttpError, RateLimitedError } from '../../src/model/errors.js';
import type { EventBody } from '../../src/model/events.js';
import { honorRetryAfter } from '../../src/operators/honorRetryAfter.js';

interface Told {
  readonly wishes: readonly number[];
  readonly events: readonly EventBody[];
}

/** What is reported of a request that emits as in the marbles, which pass through unchanged. */
function toldOf(marbles: string, subscribed: string, error?: Error): Told {
  const scheduler = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  const [wishes, events]: [number[], EventBody[]] = [[], []];
  const report = (event: EventBody) => events.push(event);
  scheduler.run(({ cold, expectObservable, expectSubscriptions }: RunHelpers) => {
    const request = cold(marbles, {}, error);
    const passed = request.pipe(honorRetryAfter('h:1', (untilMs) => wishes.push(untilMs), { report, scheduler }));
    expectObservable(passed).toBe(marbles, {}, error);
    expectSubscriptions(request.subscriptions).toBe(subscribed);
  });
  return { wishes, events };
}

test('the delay that a host asks for applies from that moment on, and is reported', () => {
  const waiting = {
    type: 'waiting',
    host: 'h:1',
    until: '1970-01-01T00:00:30.003Z',
    reason: 'the site asked clients to wait',
  };
  expect(toldOf('-a-#', '^--!', new RateLimitedError('later', 429, 30_000))).toEqual({
    wishes: [30_003],
    events: [waiting],
  });
});

test('a delay of one second is passed on but not reported', () => {
  expect(toldOf('#', '(^!)', new RateLimitedError('later', 429, 1000))).toEqual({ wishes: [1000], events: [] });
});

test.each<[string, string, string, Error?]>([
  ['an answer', '-a-|', '^--!'],
  ['patience without a time', '-#', '^!', new RateLimitedError('later', 429, null)],
  ['another failure', '-#', '^!', new PermanentHttpError('gone')],
])('%s asks for no delay', (_what, marbles, subscribed, error) => {
  expect(toldOf(marbles, subscribed, error)).toEqual({ wishes: [], events: [] });
});
