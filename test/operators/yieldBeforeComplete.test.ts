import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { Subject, lastValueFrom, of, throwError, toArray } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { yieldBeforeComplete } from '../../src/operators/yieldBeforeComplete.js';

test('yields to others before the end, but not before an item', async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push('another'));
  const ended = new Promise<void>((resolve) => {
    of('a', 'b')
      .pipe(yieldBeforeComplete())
      .subscribe({
        next: (item) => seen.push(item),
        complete: () => {
          seen.push('end');
          resolve();
        },
      });
  });
  await ended;
  expect(seen).toEqual(['a', 'b', 'another', 'end']);
});

test('emits nothing of its own, and errors when its source does', async () => {
  expect(await lastValueFrom(of(1).pipe(yieldBeforeComplete(), toArray()))).toEqual([1]);
  const broken = throwError(() => new Error('broken')).pipe(yieldBeforeComplete());
  await expect(lastValueFrom(broken)).rejects.toThrow('broken');
});

test('unsubscribes from its source, and never completes afterwards', async () => {
  const [running, ended] = [new Subject<number>(), of(1)];
  running.pipe(yieldBeforeComplete()).subscribe().unsubscribe();
  expect(running.observed).toBe(false);
  const complete = vi.fn();
  ended.pipe(yieldBeforeComplete()).subscribe({ complete }).unsubscribe();
  await yieldToEventLoop();
  expect(complete).not.toHaveBeenCalled();
});
