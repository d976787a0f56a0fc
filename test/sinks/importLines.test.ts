import { expect, test } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { eventLines } from '../../src/sinks/eventLines.js';

const lines = (event: EventBody): readonly string[] => eventLines({ v: 1, t: '2026-01-02T03:04:05.000Z', ...event });

const imported = { type: 'hack.imported', id: '12', name: 'Hack A', version: 2, blob: 'pblob_12_x' } as const;

test.each<[EventBody, string]>([
  [{ ...imported, outcome: 'recorded', reason: null }, '  ✓ 12: Hack A recorded as version 2'],
  [{ ...imported, outcome: 'completed', reason: null }, '  ✓ 12: Hack A version 2 completed'],
  [{ ...imported, outcome: 'unchanged', reason: null }, '  ○ 12: Hack A already in the archive, as version 2'],
  [
    { ...imported, outcome: 'recorded', blob: null, reason: 'it is away' },
    '  ○ 12: Hack A recorded as version 2, without its patch: it is away',
  ],
  [
    { ...imported, outcome: 'recorded', blob: null, reason: null },
    '  ○ 12: Hack A recorded as version 2, without its patch',
  ],
  [{ type: 'blob.attached', blob: 'pblob_12_x', already: false }, '  ✓ pblob_12_x attached'],
  [{ type: 'blob.attached', blob: 'pblob_12_x', already: true }, '  ○ pblob_12_x is already attached'],
  [{ type: 'file.skipped', file: '13', failed: true, reason: 'It has no id.' }, '  ✗ 13 skipped: It has no id.'],
  [{ type: 'file.skipped', file: 'README', failed: false, reason: 'No id.' }, '  ○ README skipped: No id.'],
])('%j', (event, line) => {
  expect(lines(event)).toEqual([line]);
});

test('prints a summary', () => {
  const summary = lines({
    type: 'files.summary',
    command: 'import',
    outcome: 'paused',
    dryRun: true,
    files: 9,
    recorded: 1,
    completed: 2,
    attached: 3,
    unchanged: 4,
    incomplete: 5,
    skipped: 6,
    failed: 7,
    elapsedMs: 1500,
  });
  expect(summary).toEqual([
    '',
    '==================================================',
    '  import: paused (dry run)',
    '==================================================',
    '  Files:              9',
    '  Recorded:           1',
    '  Completed:          2',
    '  Attached:           3',
    '  Unchanged:          4',
    '  Without a patch:    5',
    '  Skipped:            6',
    '  Failed:             7',
    '  Time:               1.5s',
  ]);
});
