import { expect, test } from 'vitest';
import { type VerifyEvent, verifyLines } from '../../src/sinks/verifyLines.js';
import { UNVERIFIED, countVerified } from '../../src/streams/verifyTotals.js';

const at = { v: 1, t: '2026-01-02T03:04:05.000Z' } as const;
const blob = { kind: 'blob', what: 'pblob_1_0123456789', where: 'blobs/pblob_1_0123456789' } as const;
const rom = { kind: 'rom', what: '1', where: 'rom/x.sfc' } as const;
const summary = { ...at, type: 'verify.summary', outcome: 'complete', deep: false, elapsedMs: 1 } as const;
const counts = { checked: 9, notices: 1 };

const EVENTS: readonly (readonly [VerifyEvent, readonly string[]])[] = [
  [
    { ...at, type: 'verify.damage', ...blob, reason: 'It is missing.', repairable: true },
    ['  ✗ blobs/pblob_1_0123456789: It is missing. (can be repaired)'],
  ],
  [{ ...at, type: 'verify.damage', ...rom, reason: 'It is bad.', repairable: false }, ['  ✗ 1: rom/x.sfc: It is bad.']],
  [{ ...at, type: 'verify.notice', ...rom, reason: 'Who knows.' }, ['  ○ 1: rom/x.sfc: Who knows.']],
  [{ ...at, type: 'verify.repaired', ...blob, how: 'copied', damage: true }, ['  ✓ blobs/pblob_1_0123456789: copied']],
  [
    { ...at, type: 'verify.unrepaired', ...rom, reason: 'It is lost.' },
    ['  ✗ 1: rom/x.sfc could not be repaired: It is lost.'],
  ],
  [{ ...at, type: 'verify.progress', stage: 'blobs', checked: 500, done: false }, ['  ○ 500 blobs checked']],
  [{ ...at, type: 'verify.progress', stage: 'files', checked: 9, done: true }, ['  ✓ 9 files checked']],
  [
    { ...summary, repair: false, ...counts, damaged: 2, repaired: 0, unrepaired: 2 },
    [
      ...['', 'verify: 2 damaged', '  Rows and files:  9', '  Damaged:         2', '  Notices:         1'],
      '  romflow verify --repair repairs what can be repaired',
    ],
  ],
  [
    { ...summary, repair: false, ...counts, damaged: 1, repaired: 0, unrepaired: 1 },
    [
      ...['', 'verify: 1 damaged', '  Rows and files:  9', '  Damaged:         1', '  Notices:         1'],
      '  romflow verify --repair repairs what can be repaired',
    ],
  ],
  [
    { ...summary, outcome: 'paused', repair: true, ...counts, damaged: 2, repaired: 1, unrepaired: 1 },
    [
      ...['', 'verify: stopped', '  Rows and files:  9', '  Damaged:         2', '  Repaired:        1'],
      ...['  Not repaired:    1', '  Notices:         1'],
    ],
  ],
  [
    { ...summary, repair: false, ...counts, damaged: 0, repaired: 0, unrepaired: 0 },
    ['', 'verify: nothing is damaged', '  Rows and files:  9', '  Damaged:         0', '  Notices:         1'],
  ],
];

test.each(EVENTS)('%o in words', (event, lines) => {
  expect(verifyLines(event)).toEqual(lines);
});

test('the summary is the sum of the events', () => {
  const totals = EVENTS.map(([event]) => event).reduce(countVerified, UNVERIFIED);
  expect(totals).toEqual({ checked: 9, damaged: 2, notices: 1, repaired: 1, unrepaired: 1 });
});

test('a notice that was filled in repairs no damage', () => {
  const event: VerifyEvent = { ...at, type: 'verify.repaired', ...rom, how: 'filled in', damage: false };
  expect(countVerified(UNVERIFIED, event)).toEqual(UNVERIFIED);
});
