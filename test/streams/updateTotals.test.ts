import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { NAMED_FAILURES, NOTHING_UPDATED, type UpdateTotals, countUpdate } from '../../src/streams/updateTotals.js';
import { SAMPLE_EVENTS } from '../sinks/sampleEvents.js';

const total = (events: readonly EventBody[]): UpdateTotals => events.reduce(countUpdate, NOTHING_UPDATED);
const failed = (id: number): EventBody => ({
  type: 'game.failed',
  id: String(id),
  name: `Hack ${id}`,
  reason: `reason ${id}`,
  tries: 1,
  final: true,
});

test('a run is summed up', () => {
  expect(total(SAMPLE_EVENTS)).toEqual({
    pages: 2,
    records: 53,
    skipped: 1,
    queued: 2,
    fetched: 1,
    recorded: 1,
    unchanged: 1,
    failed: 2,
    failures: [
      { id: '13', name: 'Hack B', reason: 'not a ZIP' },
      { id: '13', name: 'Hack B', reason: 'not a ZIP' },
    ],
    crawlFailure: null,
  });
});

test('no events give zero totals, and events without a result do not count', () => {
  expect(total([])).toEqual(NOTHING_UPDATED);
  expect(
    total([
      { type: 'warning', message: 'x' },
      { type: 'game.started', id: '1', name: 'x' },
    ]),
  ).toBe(NOTHING_UPDATED);
});

test.each([
  ['complete', null, null],
  ['paused', 'interrupted', null],
  ['failed', 'the site is silent', 'the site is silent'],
] as const)('a crawl that is %s', (outcome, reason, crawlFailure) => {
  expect(total([{ type: 'crawl.ended', outcome, reason }])).toEqual({ ...NOTHING_UPDATED, crawlFailure });
});

test('a ZIP that was already there is not counted as fetched', () => {
  const downloaded = { type: 'game.downloaded', id: '1', name: 'x', bytes: 1, path: 'zips/1.zip' } as const;
  expect(total([{ ...downloaded, reused: true }]).fetched).toBe(0);
  expect(total([{ ...downloaded, reused: false }]).fetched).toBe(1);
});

test('every failure is counted, but only the first fifty are named', () => {
  fc.assert(
    fc.property(fc.nat(200), (count) => {
      const { failed: all, failures } = total(Array.from({ length: count }, (_, id) => failed(id)));
      expect(all).toBe(count);
      expect(failures.map(({ id }) => id)).toEqual(
        Array.from({ length: Math.min(count, NAMED_FAILURES) }, (_, id) => String(id)),
      );
    }),
  );
});

test('earlier totals are not changed', () => {
  const before = Object.freeze({ ...NOTHING_UPDATED });
  expect(countUpdate(before, failed(1)).failed).toBe(1);
  expect(before).toEqual(NOTHING_UPDATED);
});
