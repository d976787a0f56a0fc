import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withDeadline } from '../../src/http/deadline.js';
import { InterruptedError, TransientHttpError } from '../../src/model/errors.js';

/** Work that ends only when it is told to stop. */
const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('stopped'));
    });
  });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('work that finishes in time returns its result, and leaves no listener or timer behind', async () => {
  let inner: AbortSignal | null = null;
  const caller = new AbortController();
  const result = await withDeadline('GET x', { timeoutMs: 1000, signal: caller.signal }, (signal) => {
    inner = signal;
    return Promise.resolve(7);
  });
  expect(result).toBe(7);
  expect(inner).toHaveProperty('aborted', true);
  expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('work that takes too long is stopped with a transient error', async () => {
  const working = withDeadline('GET x', { timeoutMs: 1500, signal: new AbortController().signal }, endless);
  const failed = expect(working).rejects.toThrow(new TransientHttpError('GET x: no complete answer within 1.5 s.'));
  await vi.advanceTimersByTimeAsync(1499);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await failed;
});

test('work is stopped after a long time without a sign of life, but not while there are any', async () => {
  const signs: (() => void)[] = [];
  const limits = { timeoutMs: 10_000, stallMs: 1000, signal: new AbortController().signal };
  const working = withDeadline('GET x', limits, (signal, alive) => {
    signs.push(alive);
    return endless(signal);
  });
  const failed = expect(working).rejects.toThrow(new TransientHttpError('GET x: nothing arrived for 1 s.'));
  for (let second = 0; second < 4; second += 1) {
    await vi.advanceTimersByTimeAsync(999);
    signs[0]?.();
  }
  await vi.advanceTimersByTimeAsync(999);
  expect(vi.getTimerCount()).toBe(2);
  await vi.advanceTimersByTimeAsync(1);
  await failed;
  expect(vi.getTimerCount()).toBe(0);
});

test('a caller that aborts gets its own reason back, whatever the work throws', async () => {
  const caller = new AbortController();
  const reason = new InterruptedError('enough');
  const working = withDeadline('GET x', { timeoutMs: 1000, signal: caller.signal }, endless);
  caller.abort(reason);
  await expect(working).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});

test('nothing is begun for a caller that has already aborted', async () => {
  const work = vi.fn(endless);
  await expect(withDeadline('GET x', { timeoutMs: 1000, signal: AbortSignal.abort('no') }, work)).rejects.toBe('no');
  expect(work).not.toHaveBeenCalled();
});

test('an error of the work itself is passed through', async () => {
  const broken = new Error('broken');
  const working = withDeadline('GET x', { timeoutMs: 1000, signal: new AbortController().signal }, () =>
    Promise.reject(broken),
  );
  await expect(working).rejects.toBe(broken);
  expect(vi.getTimerCount()).toBe(0);
});
