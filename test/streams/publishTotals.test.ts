import { expect, test } from 'vitest';
import type { EventBody } from '../../src/model/events.js';
import { NOTHING_PUBLISHED, countPublished } from '../../src/streams/publishTotals.js';

type Outcome = Extract<EventBody, { type: 'rom.published' }>['outcome'];

const published = (outcome: Outcome): EventBody => ({
  type: 'rom.published',
  id: '1',
  name: 'A',
  file: 'A.sfc',
  outcome,
  reason: null,
});
const stored: EventBody = {
  type: 'media.stored',
  system: 'snes',
  rom: './A.sfc',
  kind: 'screenshots',
  file: 'f',
  bytes: 1,
  reused: false,
};

test('every hack is counted once, by its outcome', () => {
  const outcomes = ['written', 'renamed', 'planned', 'unchanged', 'skipped', 'skipped', 'failed'] as const;
  const events: readonly EventBody[] = [...outcomes.map(published), stored, { type: 'warning', message: 'x' }];
  expect(events.reduce(countPublished, NOTHING_PUBLISHED)).toEqual({
    hacks: 7,
    written: 3,
    unchanged: 1,
    skipped: 2,
    failed: 1,
    media: 1,
  });
});
