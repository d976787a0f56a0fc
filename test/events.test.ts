import { describe, expect, it } from 'vitest';
import { EVENT_VERSION, eventBody, runEvent } from '../src/model/events.js';
import { SAMPLE_EVENTS } from './sinks/sampleEvents.js';

const types = eventBody.options.map(({ shape }) => shape.type.value);
const at = { v: EVENT_VERSION, t: '2026-01-02T03:04:05.678Z' };

describe('the schema of the events', () => {
  it.each(SAMPLE_EVENTS.map((event) => [event.type, event] as const))('knows every field of %s', (_, event) => {
    expect(runEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  it('is tried with an event of every type', () => {
    expect(new Set(SAMPLE_EVENTS.map(({ type }) => type))).toEqual(new Set(types));
  });

  it('has no type twice', () => {
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
  ])('refuses an event %s', (_, event) => {
    expect(runEvent.safeParse(event).success).toBe(false);
  });

  it('lets no summary name more failures than fifty', () => {
    const summary = SAMPLE_EVENTS.find(({ type }) => type === 'summary');
    const named = (count: number) => ({
      ...summary,
      failures: Array.from({ length: count }, (_, index) => ({ id: String(index), name: 'x', reason: 'y' })),
    });
    expect(runEvent.safeParse(named(50)).success).toBe(true);
    expect(runEvent.safeParse(named(51)).success).toBe(false);
  });
});
