import { expect, test } from 'vitest';
import { createSemaphore } from '../../src/workbench/semaphore.js';

test('lanes go to those who ask first, and to the next when they end', () => {
  const lanes = createSemaphore(2);
  const turns = Array.from({ length: 4 }, () => lanes.ask());
  const begun = (): readonly boolean[] => turns.map((turn) => turn.hasBegun());
  expect(begun()).toEqual([true, true, false, false]);
  turns[1]?.end();
  expect(begun()).toEqual([true, false, true, false]);
  turns[0]?.end();
  expect(begun()).toEqual([false, false, true, true]);
});

test('a place in the queue can be given up, and ending twice frees only one lane', async () => {
  const lanes = createSemaphore(1);
  const [first, second, third] = [lanes.ask(), lanes.ask(), lanes.ask()];
  second.end();
  first.end();
  first.end();
  await third.begun;
  expect([second.hasBegun(), lanes.ask().hasBegun()]).toEqual([false, false]);
  third.end();
});
