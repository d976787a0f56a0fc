import { expect, test } from 'vitest';
import { currentRunRecord } from '../../src/archive/currentRunRecord.js';
import { KILLED } from '../../src/archive/updateStatus.js';

const SECOND = '2026-01-02T03:04:05.000Z';
const at = Date.parse(SECOND);
const course = { outcome: 'in_progress', startedAt: '2026-01-01T00:00:00.000Z', endedAt: SECOND, reason: null };

test.each([
  ['nobody is at work', null, 'interrupted'],
  ['somebody is at work since later', { since: at + 1000 }, 'interrupted'],
  ['somebody is at work since the same second', { since: at + 999 }, 'in_progress'],
  ['somebody is at work since earlier', { since: at - 5000 }, 'in_progress'],
  ['somebody is at work who does not tell since when', { since: null }, 'in_progress'],
])('a run that its row says is in progress, when %s', (_when, holder, outcome) => {
  expect(currentRunRecord(course, holder)).toEqual({ ...course, outcome });
});

test('a run without a last sign of life counts from its start; one without a start may be the current one', () => {
  const holder = { since: at + 60_000 };
  const begun = { ...course, startedAt: SECOND, endedAt: null };
  expect(currentRunRecord(begun, holder).outcome).toBe('interrupted');
  expect(currentRunRecord({ ...begun, startedAt: null }, holder).outcome).toBe('in_progress');
});

test('a run that has ended stays as it is', () => {
  const paused = { ...course, outcome: 'paused' };
  expect(currentRunRecord(paused, null)).toBe(paused);
});

test('a run that the next one marked as killed was interrupted', () => {
  const noted = { ...course, outcome: 'paused', reason: KILLED };
  expect(currentRunRecord(noted, null)).toEqual({ ...course, outcome: 'interrupted' });
});
