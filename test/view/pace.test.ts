import { describe, expect, it } from 'vitest';
import type { RunView } from '../../src/model/runView.js';
import { newRunView } from '../../src/view/newRunView.js';
import { estimated } from '../../src/view/pace.js';

const begun = newRunView('2026-01-02T03:04:05.000Z');

describe('what is left to wait for', () => {
  it('is not known before the number of items is', () => {
    const pace = { ...begun.pace, worked: 1, everyMs: 1000, fileGapMs: 12_000, workers: 2 };
    const { work } = estimated({ ...begun, work: { ...begun.work, total: null, done: 1 }, pace });
    expect(work).toMatchObject({ left: null, perMinute: 60, etaMs: null, limit: null });
  });

  it('is not held up by a pause of nothing', () => {
    const pace = { ...begun.pace, fileGapMs: 0, workers: 2 };
    const { work } = estimated({ ...begun, work: { ...begun.work, total: 3 }, pace });
    expect(work).toMatchObject({ left: 3, etaMs: 0, limit: 'workers' });
  });

  it.each([
    [20_000, 'quota'],
    [null, 'account'],
  ])('is that of an account with %j requests a day: %s', (maxPerDay, limit) => {
    const account: RunView['account'] = { threads: 1, perMinute: null, requestsToday: 19_998, maxPerDay };
    expect(estimated({ ...begun, work: { ...begun.work, total: 3 }, account }).work.limit).toBe(limit);
  });
});
