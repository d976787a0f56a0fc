import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../src/formats/eventSchema.js';
import { eventBody, runEvent } from '../../src/model/events.js';
import { mistakesIn } from '../eventSchema.js';

const at = { v: 1, t: '2026-01-02T03:04:05.678Z' } as const;
const queued = { ...at, type: 'game.queued', id: '12', name: 'A hack' };

describe('docs/events.schema.json', () => {
  it('matches the present events; npm run schema regenerates it', () => {
    const published: unknown = JSON.parse(readFileSync(resolve('docs', 'events.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(eventSchema())));
  });

  it('accepts an event of every type, as docs/events.md shows them', () => {
    const examples = readFileSync(resolve('docs', 'events.md'), 'utf8').match(/^\{"v":1,.*\}$/gm) ?? [];
    expect(examples.flatMap((line) => mistakesIn(line).map((mistake) => `${line}: ${mistake}`))).toEqual([]);
    const seen = new Set(examples.map((line) => runEvent.parse(JSON.parse(line)).type));
    expect([...seen].toSorted()).toEqual(eventBody.options.map(({ shape }) => shape.type.value).toSorted());
  });

  it('tolerates future additions', () => {
    expect(mistakesIn(JSON.stringify({ ...queued, colour: 'blue' }))).toEqual([]);
  });

  it.each<[string, object]>([
    ['without a field', { ...at, type: 'game.queued', id: '12' }],
    ['with a number for a text', { ...queued, id: 12 }],
    ['with a text for a number', { ...at, type: 'game.unchanged', id: '12', name: 'A', version: '1' }],
    ['with a fraction', { ...at, type: 'game.unchanged', id: '12', name: 'A', version: 1.5 }],
    ['with null where there is none', { ...queued, name: null }],
    ['of a type that does not exist', { ...queued, type: 'game.lost' }],
    ['of another version', { ...queued, v: 2 }],
    ['without its time', { v: 1, type: 'game.queued', id: '12', name: 'A hack' }],
    ['with a time that is none', { ...queued, t: 'yesterday' }],
    ['with a word that is not among those', { ...at, type: 'crawl.ended', outcome: 'done', reason: null }],
    ['that is a list', []],
  ])('rejects a line %s', (_, line) => {
    expect(mistakesIn(JSON.stringify(line))).not.toEqual([]);
  });
});
