import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { RecordError } from '../../src/model/errors.js';
import { METADATA_COLUMNS } from '../../src/model/game.js';

const record = z.record(z.string(), z.unknown());
const games = z
  .array(record)
  .parse(JSON.parse(readFileSync(new URL('../golden/site/games.json', import.meta.url), 'utf8')));

/** A record as the site returns it today. */
const today = {
  id: 31000,
  section: 'smwhacks',
  name: 'Salt &amp; Pepper &lt;3 &#039;24',
  time: 1700000000,
  moderated: true,
  authors: [
    { id: 100, name: 'A &amp; B' },
    { id: null, name: 'guest <x>' },
  ],
  submitter: null,
  tags: ['music', 'vanilla'],
  images: null,
  rating: null,
  size: 2980,
  downloads: 7629,
  download_url: '//dl.smwcentral.net/31000/Salt%20%26%20Pepper.zip',
  obsoleted_by: null,
  fields: {
    demo: 'No',
    hof: 'No',
    length: '95 exit(s)',
    type: 'Standard, Puzzle',
    difficulty: 'Advanced',
    description: '<p>Salt &amp; <b>Pepper</b></p>',
  },
  raw_fields: { demo: false, hof: false, length: 95, type: ['standard', 'puzzle'], difficulty: 'diff_4' },
};

const deepFreeze = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
};
const columnsOf = (changes: object) => parseGameRecord({ ...today, ...changes }).columns;
const thrownBy = (json: unknown): unknown => {
  try {
    return parseGameRecord(json);
  } catch (error) {
    return error;
  }
};

describe('a present-day record', () => {
  it('fills the columns', () => {
    expect(parseGameRecord(today).columns).toEqual({
      section: 'smwhacks',
      gametype: 'Standard, Puzzle',
      name: "Salt & Pepper <3 '24",
      time: '1700000000',
      added: '2023-11-14 22:13:20',
      moderated: '1',
      author: 'A & B, guest <x>',
      authors: '[{"id":100,"name":"A & B"},{"id":null,"name":"guest <x>"}]',
      submitter: null,
      demo: 'No',
      featured: 'No',
      length: '95 exit(s)',
      difficulty: 'Advanced',
      url: null,
      download_url: '//dl.smwcentral.net/31000/Salt%20%26%20Pepper.zip',
      name_href: '//dl.smwcentral.net/31000/Salt%20%26%20Pepper.zip',
      author_href: null,
      obsoleted_by: null,
      size: '2980',
      description: '<p>Salt &amp; <b>Pepper</b></p>',
      tags: '["music","vanilla"]',
      tags_href: null,
      fields_type: 'Standard, Puzzle',
      raw_difficulty: 'diff_4',
      combinedtype: 'Standard, Puzzle: Advanced (diff_4) (standard, puzzle)',
    });
  });

  it('is kept whole, with its fields promoted to the top level', () => {
    const frozen = deepFreeze(structuredClone(today));
    const { id, name, downloadUrl, raw, normalized } = parseGameRecord(frozen);
    expect(raw).toBe(frozen);
    expect(raw).toEqual(today);
    expect([id, name, downloadUrl]).toEqual(['31000', "Salt & Pepper <3 '24", today.download_url]);
    expect(normalized).toMatchObject({
      id: '31000',
      name,
      images: null,
      downloads: 7629,
      fields: today.fields,
      raw_fields: today.raw_fields,
      type: 'Standard, Puzzle',
      hof: 'No',
      featured: 'No',
      author: 'A & B, guest <x>',
      added: '2023-11-14 22:13:20',
    });
  });

  test.each(games)('$id of the golden site', (game) => {
    const parsed = parseGameRecord(deepFreeze(structuredClone(game)));
    expect(parsed.raw).toEqual(game);
    expect(parsed.id).toMatch(/^41\d{3}$/);
    expect(Object.keys(parsed.columns).sort()).toEqual([...METADATA_COLUMNS].sort());
    expect(parsed.columns.combinedtype).toMatch(/^[A-Z][\w, -]+: [A-Z]\w+ \(diff_\d\) \([a-z_, ]+\)$/);
  });
});

describe('records from other years', () => {
  test.each([
    ['diff_4', 'diff_4'],
    [['diff_4'], 'diff_4'],
    [['diff_4', 'diff_5'], 'diff_4, diff_5'],
    [{ '6': 'kaizo_expert' }, 'kaizo_expert'],
    [4, '4'],
    [[], null],
    [{}, null],
    [null, null],
    ['', null],
    [[{ absurd: [] }, null], null],
  ])('difficulty ids %j', (difficulty, expected) => {
    const columns = columnsOf({ fields: { difficulty: 'Hard' }, raw_fields: { difficulty } });
    expect(columns.raw_difficulty).toBe(expected);
    expect(columns.combinedtype).toBe(expected === null ? 'Hard' : `Hard (${expected})`);
  });

  test.each([
    [{ fields: { featured: 'Yes' } }, 'Yes'],
    [{ fields: { hof: 'Yes' } }, 'Yes'],
    [{ fields: { hof: false } }, '0'],
    [{ fields: { hof: true } }, '1'],
    [{ fields: { featured: 0, hof: 1 } }, '0'],
    [{ fields: { hof: 1 }, featured: 0 }, '1'],
    [{ fields: {}, featured: true }, '1'],
    [{ fields: {} }, null],
  ])('featured in %j', (changes, featured) => {
    expect(columnsOf(changes).featured).toBe(featured);
  });

  test.each([
    [77, '77'],
    ['77', '77'],
    [{ id: 77, name: 'Better' }, '77'],
    [true, '1'],
    [null, null],
    [0, null],
    ['0', null],
    [false, null],
    ['', null],
    [[], null],
    [{}, null],
  ])('obsoleted by %j', (successor, expected) => {
    expect(columnsOf({ obsoleted_by: successor }).obsoleted_by).toBe(expected);
  });

  test.each([
    [{ fields: { demo: false, length: 0, description: '' } }, { demo: '0', length: '0', description: null }],
    [{ fields: { demo: 'No' }, demo: true }, { demo: 'No' }],
    [{ fields: { demo: null }, demo: true }, { demo: '1' }],
    [{ fields: {} }, { demo: null, length: null, difficulty: null, fields_type: null, gametype: null }],
    [
      { fields: [], raw_fields: [] },
      { demo: null, raw_difficulty: null, combinedtype: null },
    ],
    [
      { fields: null, raw_fields: null },
      { demo: null, raw_difficulty: null, combinedtype: null },
    ],
    [
      { fields: { difficulty: 'Easy' }, raw_fields: {} },
      { gametype: 'Easy', combinedtype: 'Easy' },
    ],
    [
      { fields: { type: 'Puzzle', difficulty: 'Normal' }, raw_fields: { type: 'puzzle' } },
      { gametype: 'Puzzle', fields_type: 'Puzzle', combinedtype: 'Puzzle: Normal (puzzle)' },
    ],
    [
      { fields: {}, type: 'Kaizo' },
      { gametype: 'Kaizo', fields_type: null, combinedtype: 'Kaizo (diff_4) (standard, puzzle)' },
    ],
  ])('fields %j', (changes, columns) => {
    expect(columnsOf(changes)).toMatchObject(columns);
  });

  test.each([
    [{ authors: 'One &amp; only' }, 'One & only', 'One & only'],
    [{ authors: ['a', 'b &gt; c'] }, 'a, b > c', '["a","b > c"]'],
    [{ authors: { id: 1, name: 'solo' } }, 'solo', '{"id":1,"name":"solo"}'],
    [{ authors: [{ id: 1, name: null }, { id: 2 }, { id: 3, name: 'x' }] }, 'x', null],
    [{ authors: { 0: { id: 1, name: 'a' }, 2: 'b' } }, 'a, b', '{"0":{"id":1,"name":"a"},"2":"b"}'],
    [{ authors: {} }, null, '{}'],
    [{ authors: [] }, null, '[]'],
    [{ authors: null }, null, null],
    [{ authors: null, author: 'A &amp; B' }, 'A & B', null],
    [{ authors: ['a'], author: '' }, 'a', '["a"]'],
    [{ authors: [7, ['x']] }, '7', '[7,["x"]]'],
  ])('authors in %j', (changes, author, authors) => {
    const columns = columnsOf(changes);
    expect(columns.author).toBe(author);
    if (authors !== null || changes.authors === null) expect(columns.authors).toBe(authors);
  });

  test.each([
    ['me &amp; you', 'me & you'],
    [{ id: 5, name: 'me &amp; you' }, '{"id":5,"name":"me & you"}'],
    [null, null],
    [false, '0'],
  ])('submitter %j', (submitter, expected) => {
    expect(columnsOf({ submitter }).submitter).toBe(expected);
  });

  test.each([
    [{ download_url: 'https://x.invalid/a.bps' }, 'https://x.invalid/a.bps', 'https://x.invalid/a.bps'],
    [{ download_url: undefined, name_href: '//x.invalid/b.zip' }, '//x.invalid/b.zip', '//x.invalid/b.zip'],
    [{ download_url: '', name_href: '//x.invalid/b.zip' }, '//x.invalid/b.zip', '//x.invalid/b.zip'],
    [{ download_url: '//a', name_href: '//b' }, '//a', '//b'],
    [{ download_url: ' //a/x &amp; y.zip\n' }, '//a/x & y.zip', ' //a/x &amp; y.zip\n'],
    [{ download_url: 'junk' }, 'junk', 'junk'],
    [{ download_url: null }, null, null],
    [{ download_url: ['//a'] }, null, '["//a"]'],
  ])('links in %j', (changes, downloadUrl, nameHref) => {
    const parsed = parseGameRecord({ ...today, ...changes });
    expect(parsed.downloadUrl).toBe(downloadUrl);
    expect(parsed.columns.name_href).toBe(nameHref);
  });

  test.each([
    [1700000000, '2023-11-14 22:13:20', '1700000000'],
    ['1700000000', '2023-11-14 22:13:20', '1700000000'],
    ['1700000000.0', '2023-11-14 22:13:20', '1700000000.0'],
    [0, '1970-01-01 00:00:00', '0'],
    ['', null, ''],
    ['yesterday', null, 'yesterday'],
    [-5, null, '-5'],
    [1700000000000, null, '1700000000000'],
    [null, null, null],
    [{ absurd: true }, null, '{"absurd":true}'],
  ])('time %j', (time, added, column) => {
    expect(columnsOf({ time })).toMatchObject({ added, time: column });
  });

  it('keeps the date of a record without a time', () => {
    expect(columnsOf({ time: undefined, added: '2010-01-02 03:04:05' }).added).toBe('2010-01-02 03:04:05');
  });

  test.each([
    ['AT&T &copy 1999', 'AT&T &copy 1999'],
    ['caf&eacute; &#x2605;', 'café ★'],
    ['&amp;amp;', '&amp;'],
    [1991, '1991'],
  ])('name %j', (name, plain) => {
    expect(parseGameRecord({ ...today, name }).name).toBe(plain);
  });

  test.each([
    [7, '7'],
    ['31000', '31000'],
    ['295763.0', '295763'],
    [295763.0, '295763'],
  ])('id %j', (id, expected) => {
    const parsed = parseGameRecord({ ...today, id });
    expect([parsed.id, parsed.normalized.id]).toEqual([expected, expected]);
  });
});

describe('a record that cannot be parsed', () => {
  test.each([
    [null, 'not an object'],
    ['text', 'not an object'],
    [[today], 'not an object'],
    [{ ...today, id: undefined }, 'no numeric id'],
    [{ ...today, id: null }, 'no numeric id'],
    [{ ...today, id: '' }, 'no numeric id'],
    [{ ...today, id: '../1' }, 'no numeric id'],
    [{ ...today, id: '1\n' }, 'no numeric id'],
    [{ ...today, id: '٣' }, 'no numeric id'],
    [{ ...today, id: -1 }, 'no numeric id'],
    [{ ...today, id: 1.5 }, 'no numeric id'],
    [{ ...today, id: 1e21 }, 'no numeric id'],
    [{ ...today, id: '1'.repeat(300) }, 'no numeric id'],
    [{ ...today, id: true }, 'no numeric id'],
  ])('%j', (json, reason) => {
    expect(thrownBy(json)).toBeInstanceOf(RecordError);
    expect(thrownBy(json)).toHaveProperty('id', null);
    expect(() => parseGameRecord(json)).toThrow(reason);
  });

  test.each([[undefined], [null], [''], [' '], ['&nbsp;'], [true], [{}]])(
    'is identified by its id if its name is %j',
    (name) => {
      expect(thrownBy({ ...today, name })).toBeInstanceOf(RecordError);
      expect(thrownBy({ ...today, name })).toHaveProperty('id', '31000');
      expect(() => parseGameRecord({ ...today, name })).toThrow('31000 has no name');
    },
  );

  it('may be nested too deeply to be serialized again', () => {
    const tags: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
    expect(thrownBy({ ...today, tags })).toBeInstanceOf(RecordError);
    expect(thrownBy({ ...today, tags })).toMatchObject({ id: '31000' });
  });

  it('yields nothing but a record or a RecordError, whatever the input', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(thrownBy(json)).toBeInstanceOf(RecordError);
      }),
    );
  });

  it('is never refused for an absurd value anywhere else', () => {
    const keys = [...METADATA_COLUMNS, 'fields', 'raw_fields', 'images', 'hof', 'type', '__proto__'].filter(
      (key) => key !== 'name',
    );
    const values = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(values, values, values, (top, fields, rawFields) => {
        const json: unknown = JSON.parse(JSON.stringify({ fields, raw_fields: rawFields, ...top, id: 1, name: 'x' }));
        const before = JSON.stringify(json);
        const { columns, raw } = parseGameRecord(deepFreeze(json));
        expect(Object.keys(columns)).toHaveLength(METADATA_COLUMNS.length);
        for (const value of Object.values(columns)) expect(value === null || typeof value === 'string').toBe(true);
        expect(JSON.stringify(raw)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});
