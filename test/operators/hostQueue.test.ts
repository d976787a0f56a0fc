import { defer, lastValueFrom, NEVER, of, Subject } from 'rxjs';
import { expect, test, vi } from 'vitest';
import { createHostQueue } from '../../src/operators/hostQueue.js';

/** Resolves when everything that the queues could have started by now has started. */
async function settled(queue: ReturnType<typeof createHostQueue>) {
  await lastValueFrom(of('x').pipe(queue('some other host')));
}

test('subscribes to the streams of a host one after the other, in order of arrival', async () => {
  const queue = createHostQueue();
  const streams = [new Subject<string>(), new Subject<string>(), new Subject<string>()];
  const heard: string[] = [];
  for (const stream of streams) {
    stream.pipe(queue('h')).subscribe({ next: (value) => heard.push(value), error: () => heard.push('error') });
  }
  const [a, b, c] = streams;
  const observed = () => streams.map((stream) => stream.observed);

  await expect.poll(observed).toEqual([true, false, false]);
  a?.next('a');
  await settled(queue);
  expect(observed()).toEqual([true, false, false]);
  a?.complete();
  await expect.poll(observed).toEqual([false, true, false]);
  b?.error(new Error('no'));
  await expect.poll(observed).toEqual([false, false, true]);
  c?.next('c');
  expect(heard).toEqual(['a', 'error', 'c']);
});

test('does not make hosts wait for each other', async () => {
  const queue = createHostQueue();
  const endless = new Subject<string>();
  const held = endless.pipe(queue('a')).subscribe();
  expect(await lastValueFrom(of('b').pipe(queue('b')))).toBe('b');
  held.unsubscribe();
});

test('gives up the place, in the queue or at its head, when unsubscribed', async () => {
  const queue = createHostQueue();
  const first = new Subject<string>();
  let begun = 0;
  const second = defer(() => {
    begun += 1;
    return NEVER;
  });
  const held = first.pipe(queue('h')).subscribe();
  const waiting = second.pipe(queue('h')).subscribe();
  await expect.poll(() => first.observed).toBe(true);
  const third = lastValueFrom(of('third').pipe(queue('h')));
  waiting.unsubscribe();
  held.unsubscribe();
  expect(first.observed).toBe(false);
  expect(await third).toBe('third');
  expect(begun).toBe(0);
});

test('lets a stream that ends at once leave at once', async () => {
  const queue = createHostQueue();
  for (const value of [1, 2, 3]) expect(await lastValueFrom(of(value).pipe(queue('h')))).toBe(value);
});

test('keeps nobody waiting when the clock is set back by a day', async () => {
  const queue = createHostQueue();
  const [first, second] = [new Subject<string>(), new Subject<string>()];
  for (const stream of [first, second]) stream.pipe(queue('h')).subscribe();
  await expect.poll(() => first.observed).toBe(true);
  const earlier = Date.now() - 86_400_000;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => earlier);
  try {
    first.complete();
    await lastValueFrom(of('x').pipe(queue('some other host')));
    await expect.poll(() => second.observed).toBe(true);
  } finally {
    clock.mockRestore();
  }
});
