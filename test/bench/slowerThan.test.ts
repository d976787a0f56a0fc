import { expect, test } from 'vitest';
import { compared } from '../../bench/comparison.js';
import type { BenchRow } from '../../bench/record.js';
import { slowerThan } from '../../bench/slowerThan.js';

const row = (what: string, value: number, itsValue: number): BenchRow => ({
  ...compared({ what, ours: 'ours', value, against: 'a peer', itsValue }),
  section: 'section',
  command: 'npm run bench -- section',
});

test('lists what is worse by more than 15 %, with its earlier ratio', () => {
  const now = [row('a little', 115, 100), row('more', 116, 100), row('better', 50, 100)];
  const earlier = ['a little', 'more', 'better'].map((what) => row(what, 100, 100));
  expect(slowerThan(earlier, now)).toEqual([{ row: now[1], before: 1 }]);
});

test('compares ratios: on a machine that is half as fast, nothing is slower', () => {
  expect(slowerThan([row('work', 10, 20)], [row('work', 20, 40)])).toEqual([]);
});

test('treats the same work as different when it has another peer or is in another section', () => {
  const earlier = [row('work', 10, 10)];
  const worse = row('work', 30, 10);
  expect(slowerThan(earlier, [worse])).toHaveLength(1);
  expect(slowerThan(earlier, [{ ...worse, against: 'another' }])).toEqual([]);
  expect(slowerThan(earlier, [{ ...worse, section: 'another' }])).toEqual([]);
});

test('skips what only one of the runs has', () => {
  expect(slowerThan([row('gone', 1, 1)], [row('new', 9, 1)])).toEqual([]);
});
