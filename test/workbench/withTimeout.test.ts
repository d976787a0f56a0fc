import { expect, test, vi } from 'vitest';
import { withTimeout } from '../../src/workbench/withTimeout.js';

test('an answer in time is returned, and no timer is left running', async () => {
  vi.useFakeTimers();
  try {
    expect(await withTimeout(1000, Promise.resolve('here'))).toBe('here');
    await expect(withTimeout(1000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a late answer is null, even if it fails afterwards', async () => {
  vi.useFakeTimers();
  try {
    const failing = new Promise<string>((_, reject) => {
      setTimeout(() => {
        reject(new Error('too late to matter'));
      }, 2000);
    });
    const asked = withTimeout(1000, failing);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await asked).toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
  } finally {
    vi.useRealTimers();
  }
});
