import { expect, test } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { eventStream } from '../../src/streams/eventStream.js';
import { NO_FILES_YET, countFile } from '../../src/streams/fileTotals.js';
import { tally } from '../../src/streams/tally.js';

const imported = { type: 'hack.imported', id: '1', name: 'a', version: 1, blob: 'b', reason: null } as const;

test.each<[EventBody, Partial<typeof NO_FILES_YET>]>([
  [
    { ...imported, outcome: 'recorded' },
    { files: 1, recorded: 1 },
  ],
  [
    { ...imported, outcome: 'completed' },
    { files: 1, completed: 1 },
  ],
  [
    { ...imported, outcome: 'unchanged' },
    { files: 1, unchanged: 1 },
  ],
  [
    { ...imported, outcome: 'recorded', blob: null },
    { files: 1, recorded: 1, incomplete: 1 },
  ],
  [
    { type: 'blob.attached', blob: 'b', already: false },
    { files: 1, attached: 1 },
  ],
  [
    { type: 'blob.attached', blob: 'b', already: true },
    { files: 1, unchanged: 1 },
  ],
  [
    { type: 'file.skipped', file: 'f', failed: true, reason: 'r' },
    { files: 1, failed: 1 },
  ],
  [
    { type: 'file.skipped', file: 'f', failed: false, reason: 'r' },
    { files: 1, skipped: 1 },
  ],
  [{ type: 'warning', message: 'w' }, {}],
])('%j', (event, counted) => {
  expect(countFile(NO_FILES_YET, event)).toEqual({ ...NO_FILES_YET, ...counted });
});

test('totals add up', () => {
  const event = { ...imported, outcome: 'recorded' } as const;
  expect([event, event, event].reduce(countFile, NO_FILES_YET)).toEqual({ ...NO_FILES_YET, files: 3, recorded: 3 });
});

test('a tally counts what comes after it was created', () => {
  const { report, events$ } = eventStream(() => new Date());
  const skipped = { type: 'file.skipped', file: 'README', failed: false, reason: 'No id.' } as const;
  report(skipped);
  const totals = tally(events$, countFile, NO_FILES_YET);
  expect(totals()).toBe(NO_FILES_YET);
  report(skipped);
  expect(totals()).toMatchObject({ files: 1, skipped: 1 });
});
