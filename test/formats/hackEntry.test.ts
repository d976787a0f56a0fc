import { describe, expect, test } from 'vitest';
import { hackRecord, olderHackRecord } from '../../src/demo/hackRecord.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { type HackColumns, type HackFacts, hackEntry, hackImage, hackNameValues } from '../../src/formats/hackEntry.js';
import type { JsonObject } from '../../src/model/game.js';

const facts = {
  id: 41_000,
  name: 'Plain &amp; Simple',
  date: '2023-11-14',
  authors: ['maker', 'guest &lt;x&gt;'],
  types: ['kaizo', 'puzzle'],
  difficulty: 5,
  exits: 95,
  description: '<p>About it.</p>',
  images: 2,
  rating: 4.3,
} as const;

/** As a version in the archive has it. */
function factsOf(record: JsonObject, columns: Partial<HackColumns> = {}, rating: string | null = null): HackFacts {
  const parsed = parseGameRecord(record);
  return { id: parsed.id, version: 3, columns: { ...parsed.columns, ...columns }, record, rating };
}

const entryWith = (columns: Partial<HackColumns>, rating: string | null = null) =>
  hackEntry(factsOf(hackRecord(facts), columns, rating));

describe('hackEntry', () => {
  test('describes a present-day record', () => {
    expect(hackEntry(factsOf(hackRecord(facts)))).toEqual({
      id: '41000',
      source: 'SMW Central',
      name: 'Plain & Simple',
      desc: '95 exits\n\nAbout it.',
      rating: '0.86',
      releasedate: '20231114T000000',
      developer: 'maker, guest <x>',
      publisher: 'SMW Central',
      genre: 'Expert, Kaizo, Puzzle',
    });
  });

  test.each([
    ['Kaizo: Expert', 'Expert, Kaizo'],
    ['Standard: Normal', 'Normal, Standard'],
    ['Puzzle', 'Puzzle'],
  ])('describes an old record, when %s was one label: %s', (label, genre) => {
    expect(hackEntry(factsOf(olderHackRecord({ ...facts, description: '' }, label, ['x'])))).toMatchObject({ genre });
  });

  test('leaves out what is unknown', () => {
    const nothing = Object.fromEntries(Object.keys(factsOf(hackRecord(facts)).columns).map((key) => [key, null]));
    expect(
      hackEntry({ id: '7', version: 1, columns: { ...entryColumns, ...nothing }, record: null, rating: null }),
    ).toEqual({ id: '7', source: 'SMW Central', name: '7', publisher: 'SMW Central' });
  });

  test.each<[Partial<HackColumns>, string | undefined]>([
    [{ length: '1 exit(s)', description: '' }, '1 exit'],
    [{ length: '95.0', description: null }, '95 exits'],
    [{ length: '0', description: 'x' }, 'x'],
    [{ length: 'Short', description: 'x' }, 'x'],
    [{ length: null, description: '<p> </p>' }, undefined],
  ])('exits and description: %j → %j', (columns, desc) => {
    expect(entryWith(columns).desc).toBe(desc);
  });

  test.each<[Partial<HackColumns>, string | undefined]>([
    [{ time: '1700000000' }, '20231114T000000'],
    [{ time: '1700000000.0' }, '20231114T000000'],
    [{ time: '1700006399' }, '20231114T000000'],
    [{ time: '1700006400' }, '20231115T000000'],
    [{ time: '0', added: '2009-02-07 12:00:00' }, '20090207T000000'],
    [{ time: 'soon', added: '2009-02-30 12:00:00' }, undefined],
    [{ time: '999999999999999', added: null }, undefined],
    [{ time: null, added: null }, undefined],
  ])('date: %j → %j', (columns, date) => {
    expect(entryWith(columns).releasedate).toBe(date);
  });

  test.each([
    ['0', undefined],
    ['0.5', '0.1'],
    ['5', '1'],
    ['4.1', '0.82'],
    ['3.3333', '0.66666'],
    ['4.4', '0.88'],
    ['-1', undefined],
    ['5.1', undefined],
  ])('rating: %s of five stars → %s', (stars, rating) => {
    expect(entryWith({}, stars).rating).toBe(rating);
  });

  test('rating: the one recorded last takes precedence over that of the record, which may have none', () => {
    expect(entryWith({}, '2.5').rating).toBe('0.5');
    expect(hackEntry(factsOf({ ...hackRecord(facts), rating: null }))).not.toHaveProperty('rating');
    expect(hackEntry(factsOf({ ...hackRecord(facts), rating: 0 }))).not.toHaveProperty('rating');
    expect(hackEntry(factsOf({ ...hackRecord(facts), rating: '4.0' })).rating).toBe('0.8');
  });

  test.each<[Partial<HackColumns>, string | undefined]>([
    [{ authors: '["a","b"]', author: 'x' }, 'a, b'],
    [{ authors: '[{"id":1,"name":"a"}]', author: null }, 'a'],
    [{ authors: null, author: 'a, b' }, 'a, b'],
    [{ authors: '[]', author: '[Nintendo]' }, '[Nintendo]'],
    [{ authors: null, author: null }, undefined],
  ])('authors: %j → %j', (columns, developer) => {
    expect(entryWith(columns).developer).toBe(developer);
  });

  test.each<[Partial<HackColumns>, string | undefined]>([
    [{ difficulty: 'Expert', fields_type: 'Kaizo, kaizo, Puzzle' }, 'Expert, Kaizo, Puzzle'],
    [{ difficulty: null, fields_type: 'Kaizo' }, 'Kaizo'],
    [{ difficulty: 'Easy', fields_type: null, gametype: 'Easy' }, 'Easy'],
    [{ difficulty: 'Easy', fields_type: null, gametype: 'Standard' }, 'Easy, Standard'],
    [{ difficulty: null, fields_type: null, gametype: null }, undefined],
  ])('genre: %j → %j', (columns, genre) => {
    expect(entryWith(columns).genre).toBe(genre);
  });

  test('genre: of very many types, each is listed once, at once', () => {
    const types = Array.from({ length: 60_000 }, (_, index) => `t${index}`);
    const entry = entryWith({ difficulty: null, fields_type: JSON.stringify([...types, 'T0']) });
    expect(entry.genre).toBe(types.join(', '));
  });
});

const entryColumns = factsOf(hackRecord(facts)).columns;

test('hackNameValues', () => {
  expect(hackNameValues(factsOf(hackRecord(facts)))).toEqual({
    id: '41000',
    name: 'Plain & Simple',
    author: 'maker, guest <x>',
    difficulty: 'Expert',
    type: 'Kaizo, Puzzle',
    version: '3',
  });
  const columns = { ...entryColumns, author: null, authors: null, difficulty: null, fields_type: null, gametype: null };
  expect(hackNameValues({ id: '7', version: 1, columns, record: null, rating: null })).toMatchObject({
    author: null,
    difficulty: null,
    type: null,
  });
});

test.each([
  [{ images: ['//dl.smwcentral.net/image/1.png', '//x'] }, '//dl.smwcentral.net/image/1.png'],
  [{ images: [] }, null],
  [{ images: null }, null],
  [{ images: [' '] }, null],
  [{ images: [7] }, null],
  [{}, null],
])('hackImage: %j → %j', (record, image) => {
  expect(hackImage({ record })).toBe(image);
  expect(hackImage({ record: null })).toBeNull();
});
