import { describe, expect, it } from 'vitest';
import { EVENT_VERSION } from '../src/model/eventVersion.js';
import { type EventBody, eventBody, runEvent } from '../src/model/events.js';
import { VERIFY_KINDS } from '../src/model/verify.js';
import { SAMPLE_EVENTS } from './sinks/sampleEvents.js';
import { SCRAPE_EVENTS } from './sinks/scrapeEvents.js';

const types = eventBody.options.map(({ shape }) => shape.type.value);
const at = { v: EVENT_VERSION, t: '2026-01-02T03:04:05.678Z' };
const place = { kind: VERIFY_KINDS[0], what: 'pblob_1_0123456789', where: 'patchblobs.pat_sha224' };

/** Events that an update does not report. */
const elsewhere: readonly EventBody[] = [
  { type: 'verify.damage', ...place, reason: 'is another patch', repairable: true },
  { type: 'verify.notice', ...place, reason: 'is not known' },
  { type: 'verify.repaired', ...place, how: 'written anew', damage: true },
  { type: 'verify.unrepaired', ...place, reason: 'there is nothing to make it from' },
  { type: 'verify.progress', stage: 'blobs', checked: 7, done: false },
  {
    type: 'verify.summary',
    outcome: 'complete',
    deep: false,
    repair: true,
    checked: 9,
    damaged: 2,
    notices: 1,
    repaired: 1,
    unrepaired: 1,
    elapsedMs: 12,
  },
  {
    type: 'hack.imported',
    id: '1',
    name: 'A hack',
    version: 1,
    outcome: 'recorded',
    blob: null,
    reason: 'no such file',
  },
  { type: 'blob.attached', blob: 'pblob_1_0123456789', already: false },
  { type: 'file.skipped', file: 'notes.txt', failed: false, reason: 'is no blob' },
  {
    type: 'files.summary',
    command: 'import',
    outcome: 'complete',
    dryRun: false,
    files: 2,
    recorded: 1,
    completed: 0,
    attached: 1,
    unchanged: 0,
    incomplete: 0,
    skipped: 1,
    failed: 0,
    elapsedMs: 12,
  },
];
const samples = [...SAMPLE_EVENTS, ...[...elsewhere, ...SCRAPE_EVENTS].map((body) => ({ ...at, ...body }))];

describe('the schema of the events', () => {
  it.each(samples.map((event) => [event.type, event] as const))('accepts every field of %s', (_, event) => {
    expect(runEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  it('is tested with an event of every type', () => {
    expect(new Set(samples.map(({ type }) => type))).toEqual(new Set(types));
  });

  it('has no duplicate types', () => {
    expect(new Set(types).size).toBe(types.length);
  });

  it.each([
    ['without a type', { ...at, message: 'so' }],
    ['of a type that there is not', { ...at, type: 'game.lost', id: '1', name: 'x' }],
    ['of another version', { ...at, v: EVENT_VERSION + 1, type: 'warning', message: 'so' }],
    ['without a time', { v: EVENT_VERSION, type: 'warning', message: 'so' }],
    ['at a time that is none', { ...at, t: 'yesterday', type: 'warning', message: 'so' }],
    ['at a time of some other zone', { ...at, t: '2026-01-02T03:04:05+02:00', type: 'warning', message: 'so' }],
    ['with a field missing', { ...at, type: 'game.unchanged', id: '1', name: 'x' }],
    ['whose id is a number', { ...at, type: 'game.unchanged', id: 1, name: 'x', version: 1 }],
    ['that counts less than nothing', { ...at, type: 'game.unchanged', id: '1', name: 'x', version: -1 }],
    ['with an outcome that there is not', { ...at, type: 'crawl.ended', outcome: 'bored', reason: null }],
  ])('rejects an event %s', (_, event) => {
    expect(runEvent.safeParse(event).success).toBe(false);
  });

  it('allows no more than fifty failures in a summary', () => {
    const summary = SAMPLE_EVENTS.find(({ type }) => type === 'summary');
    const named = (count: number) => ({
      ...summary,
      failures: Array.from({ length: count }, (_, index) => ({ id: String(index), name: 'x', reason: 'y' })),
    });
    expect(runEvent.safeParse(named(50)).success).toBe(true);
    expect(runEvent.safeParse(named(51)).success).toBe(false);
  });
});
