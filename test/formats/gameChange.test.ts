import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gameChange } from '../../src/formats/gameChange.js';
import { parseGameRecord } from '../../src/formats/gameRecord.js';
import { type JsonObject, METADATA_COLUMNS, type MetadataColumns } from '../../src/model/game.js';

const today = {
  id: 31000,
  section: 'smwhacks',
  name: 'Old &amp; New',
  time: 1700000000,
  moderated: true,
  authors: [
    { id: 5, name: 'A &amp; B' },
    { id: null, name: 'guest' },
  ],
  submitter: null,
  tags: ['music', 'Vanilla'],
  images: [],
  rating: 4.5,
  size: 2980,
  downloads: 100,
  download_url: '//dl.smwcentral.net/31000/Old%20%26%20New.zip',
  obsoleted_by: null,
  fields: {
    demo: 'No',
    hof: 'Yes',
    length: '95 exit(s)',
    type: 'Kaizo',
    difficulty: 'Advanced',
    description: '<p>Line one.<br>\r\nLine &quot;two&quot; &lt;3</p>',
  },
  raw_fields: { demo: false, hof: true, length: 95, type: ['kaizo'], difficulty: 'diff_4' },
} satisfies JsonObject;

const record = (changes: JsonObject = {}) => parseGameRecord({ ...today, ...changes });
const fields = (changes: JsonObject, raw: JsonObject = {}): JsonObject => ({
  fields: { ...today.fields, ...changes },
  raw_fields: { ...today.raw_fields, ...raw },
});
const EMPTY = { ...record().columns };
const nothing: MetadataColumns = Object.assign(
  {},
  EMPTY,
  Object.fromEntries(METADATA_COLUMNS.map((name) => [name, null])),
);

/** A row that romflow wrote, with the record. */
const versionOf = (changes: JsonObject = {}) => {
  const { columns, raw } = record(changes);
  return { columns, json: JSON.stringify(raw) };
};
/** A row that another tool wrote: only its columns. */
const rowOf = (columns: Partial<MetadataColumns>) => ({
  columns: { ...nothing, name: 'Old & New', ...columns },
  json: null,
});
const changed = (before: Parameters<typeof gameChange>[0], changes: JsonObject = {}): readonly string[] => {
  const { major, columns } = gameChange(before, record(changes));
  expect(major).toBe(Object.keys(columns).length > 0);
  return Object.keys(columns);
};

describe('a major change', () => {
  test.each([
    ['the name', { name: 'Newer' }, ['name']],
    ['the authors', { authors: [{ id: 5, name: 'A &amp; B' }] }, ['author', 'authors']],
    ['the description', fields({ description: 'Other words' }), ['description']],
    ['the description is gone', fields({ description: '' }), ['description']],
    [
      'the difficulty',
      fields({ difficulty: 'Expert' }, { difficulty: 'diff_5' }),
      ['difficulty', 'raw_difficulty', 'combinedtype'],
    ],
    ['the type', fields({ type: 'Puzzle' }, { type: ['puzzle'] }), ['gametype', 'fields_type', 'combinedtype']],
    ['the length', fields({ length: '96 exit(s)' }), ['length']],
    ['the demo', fields({ demo: 'Yes' }), ['demo']],
    ['the hall of fame', fields({ hof: 'No' }), ['featured']],
    ['the tags', { tags: ['music'] }, ['tags']],
    ['the section', { section: 'other' }, ['section']],
    ['the moderation', { moderated: false }, ['moderated']],
  ])('%s', (_, changes, columns) => {
    expect(changed(versionOf(), changes)).toEqual(columns);
    expect(gameChange(versionOf(), record(changes)).otherFile).toBe(false);
  });

  test.each([
    ['the path', { download_url: '//dl.smwcentral.net/99/Old%20%26%20New.zip' }, ['download_url', 'name_href']],
    ['the file name', { download_url: '//dl.smwcentral.net/31000/New.zip' }, ['download_url', 'name_href']],
    ['the size', { size: 2981 }, ['size']],
    ['the time', { time: 1700000001 }, ['time', 'added']],
  ])('in %s: the file may be another one', (_, changes, columns) => {
    expect(changed(versionOf(), changes)).toEqual(columns);
    expect(gameChange(versionOf(), record(changes)).otherFile).toBe(true);
  });

  test('in a name with endless combining marks is found at once', () => {
    const marks = '\u0301\u0316'.repeat(150_000);
    expect(changed(versionOf({ name: `a${marks}` }), { name: `b${marks}` })).toEqual(['name']);
  });

  test('is not made by an endless address, which is invalid', () => {
    const letters = Array.from({ length: 20_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    const url = `//${letters.repeat(20)}/a`;
    expect(changed(versionOf(), { url, download_url: url, name: 'Newer' })).toEqual(['name']);
  });

  test('includes the submitter and the address', () => {
    const before = { submitter: { id: 6, name: 'C' }, url: '//www.smwcentral.net/?p=section&a=details&id=31000' };
    const after = { submitter: { id: 7, name: 'D' }, url: '//www.smwcentral.net/?p=section&a=details&id=31001' };
    expect(changed(versionOf(before), after)).toEqual(['submitter', 'url']);
  });

  test('is found in what only the columns have when the stored record has fewer fields', () => {
    const { columns } = versionOf();
    expect(changed({ columns, json: JSON.stringify({ ...today, size: null }) }, { size: 2981 })).toEqual(['size']);
  });

  test('names the old and the new values', () => {
    expect(gameChange(versionOf(), record({ name: 'Newer', size: 7, downloads: 9 })).columns).toEqual({
      name: { old: 'Old & New', new: 'Newer' },
      size: { old: '2980', new: '7' },
    });
  });

  test('lists minor changes as well, which on their own make no new version', () => {
    const quiet = { ...fields({ difficulty: 'Very hard' }), obsoleted_by: 7 };
    expect(changed(versionOf({ obsoleted_by: 6 }), quiet)).toEqual([]);
    expect(changed(versionOf({ obsoleted_by: 6 }), { ...quiet, name: 'x' })).toEqual([
      'name',
      'difficulty',
      'obsoleted_by',
      'combinedtype',
    ]);
  });

  test('is found in the columns when the record was not stored', () => {
    const { columns } = record();
    for (const json of [null, '', 'no JSON', '[]', '{"id":31000}', JSON.stringify({ ...today, id: 5, name: 'x' })]) {
      expect(changed({ columns, json })).toEqual([]);
      expect(changed({ columns, json }, { name: 'x', size: 1 })).toEqual(['name', 'size']);
    }
  });
});

describe('no change', () => {
  test.each<[string, JsonObject]>([
    ['downloads, rating, images', { downloads: 101, rating: 2, images: ['x.png'] }],
    ['the host', { download_url: 'https://bin.smwcentral.net/31000/Old%20%26%20New.zip' }],
    ['a port', { download_url: 'http://127.0.0.1:8080/31000/Old%20%26%20New.zip' }],
    ['percent-encoding', { download_url: '//dl.smwcentral.net/31000/Old & New.zip' }],
    ['percent-encoding in small letters', { download_url: '//dl.smwcentral.net/%33%31000/Old%20%26%20New.zip' }],
    ['a query', { download_url: '//dl.smwcentral.net/31000/Old%20%26%20New.zip?t=5' }],
    ['an address that is junk', { download_url: 'junk' }],
    [
      'an id of an author',
      {
        authors: [
          { id: 5, name: 'A &amp; B' },
          { id: 9, name: 'guest' },
        ],
      },
    ],
    ['an entity', { name: 'Old & New' }],
    ['the order of the tags', { tags: ['vanilla', 'music'] }],
    ['tags that are not told', { tags: [] }],
    ['a submitter that was not told', { submitter: { id: 1, name: 'x' } }],
    ['a renamed label', fields({ difficulty: 'Very hard', type: 'Kaizo!' })],
    ['ids of other years', fields({ difficulty: 'Kaizo: Expert' }, { difficulty: { '6': 'kaizo_expert' } })],
    ['the shape of the ids', fields({}, { difficulty: ['diff_4'], type: 'kaizo' })],
    ['flags and numbers', { ...fields({ demo: false, hof: 1, length: 95 }), size: '2980.0', time: '1700000000' }],
    ['white space and marks', fields({ description: 'Line one. Line "two" &lt;3\n' })],
    [
      'what is not told',
      { section: undefined, time: undefined, size: null, fields: {}, raw_fields: {}, authors: null },
    ],
  ])('for %s, in either direction', (_, changes) => {
    expect(changed(versionOf(), changes)).toEqual([]);
    expect(changed(versionOf(changes))).toEqual([]);
    expect(changed({ columns: record(changes).columns, json: null })).toEqual([]);
  });

  test.each<[string, Partial<MetadataColumns>]>([
    ['unknown columns', {}],
    ['empty columns', Object.fromEntries(METADATA_COLUMNS.filter((name) => name !== 'name').map((name) => [name, '']))],
    ['flags', { demo: '0', featured: 'true', moderated: '1.0' }],
    ['more flags', { demo: 'false', featured: '1', moderated: 'True' }],
    ['numbers', { time: '1700000000.0', size: '2980.0', length: '95' }],
    ['authors as text', { author: 'A & B, guest', authors: 'A &amp; B,  guest' }],
    ['authors as JSON', { author: '', authors: '[{"id":5,"name":"A & B"},{"id":null,"name":"guest"}]' }],
    ['authors as a list', { authors: '["A &amp; B","guest"]' }],
    ['authors as Python writes them', { authors: "['A & B', 'guest']" }],
    ['tags as text', { tags: 'Vanilla, Music' }],
    ['tags as JSON', { tags: '["vanilla","music"]' }],
    ['no tags', { tags: '[]' }],
    ['an entity in the name', { name: 'Old &amp; New' }],
    ['blanks in the name', { name: ' Old  & New' }],
    ['a description as plain text', { description: 'Line one.\nLine "two" <3' }],
    [
      'a description as encoded HTML',
      { description: '&lt;p&gt;Line one.&lt;br&gt;Line &amp;quot;two&amp;quot; &amp;lt;3&lt;/p&gt;' },
    ],
    ['another host', { download_url: 'https://bin.smwcentral.net/31000/Old%20&%20New.zip' }],
    ['an entity in the address', { download_url: '//dl.smwcentral.net/31000/Old%20&amp;%20New.zip' }],
    ['name_href alone', { name_href: 'http://dl.smwcentral.net/31000/Old%20%26%20New.zip' }],
    ['a page in place of the file', { name_href: 'https://www.smwcentral.net/?p=section&a=details&id=31000' }],
    ['type and difficulty as one', { gametype: 'Kaizo: Expert', difficulty: 'Kaizo: Expert' }],
    ['the difficulty as gametype', { gametype: 'Advanced', difficulty: 'Advanced' }],
    ['the type as gametype', { gametype: 'kaizo', difficulty: 'Advanced' }],
    ['the id of another year', { raw_difficulty: 'kaizo_expert', difficulty: 'Kaizo: Expert' }],
    ['a size for people', { size: '2.91 KiB' }],
    ['links of old pages', { author_href: '/?p=profile&id=5', tags_href: '/?tags=music', url: '/?p=section&id=31000' }],
    ['a submitter', { submitter: 'Archivist' }],
    ['a curator’s successor', { obsoleted_by: '77' }],
    ['a name that was encoded three times', { name: 'Old &amp;amp;amp; New' }],
    ['authors with a gap', { authors: 'A & B,, guest' }],
    ['addresses that are none', { download_url: 'http://[', name_href: 'Old.zip' }],
    ['a difficulty that ends the type', { combinedtype: 'Kaizo: Advanced (diff_4)' }],
    ['a difficulty of another year that ends the type', { combinedtype: 'Kaizo (102)', raw_difficulty: '102' }],
  ])('for the row of an older tool: %s', (_, columns) => {
    expect(changed(rowOf(columns))).toEqual([]);
  });

  test.each<[string, Partial<MetadataColumns>, string]>([
    ['the name', { name: 'Older' }, 'name'],
    ['an author', { author: 'A & B' }, 'author'],
    ['an author of the list', { author: '', authors: '["A & B"]' }, 'authors'],
    ['the size', { size: '2979.0' }, 'size'],
    ['the file', { name_href: '//dl.smwcentral.net/31000/Old.zip' }, 'name_href'],
    ['the difficulty', { difficulty: 'Expert' }, 'difficulty'],
    ['the type', { gametype: 'Puzzle', difficulty: 'Advanced' }, 'gametype'],
  ])('but a change to %s is one, there too', (_, columns, column) => {
    expect(changed(rowOf(columns))).toContain(column);
  });

  test('decomposed letters, and types in another order', () => {
    expect(changed(rowOf({ name: 'Poke\u0301' }), { name: 'Pok\u00e9' })).toEqual([]);
    const types = (...type: readonly string[]): JsonObject => fields({ type: type.join(', ') }, { type: [...type] });
    expect(changed(versionOf(types('kaizo', 'puzzle')), types('puzzle', 'kaizo'))).toEqual([]);
  });

  test('but a type of which only the label is given is one', () => {
    expect(changed(versionOf(), { fields: { ...today.fields, type: 'Puzzle' }, raw_fields: {} })).toContain(
      'fields_type',
    );
  });

  test('what a curator wrote into a column does not count as the site’s data', () => {
    const version = versionOf();
    expect(changed({ ...version, columns: { ...version.columns, name: 'Mended', difficulty: 'Mine' } })).toEqual([]);
  });

  test('between a record and itself, whatever it is', () => {
    const keys = [...METADATA_COLUMNS, 'fields', 'raw_fields', 'hof', 'type'].filter((key) => key !== 'name');
    const values = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue());
    fc.assert(
      fc.property(values, values, (top, inner) => {
        const json: unknown = JSON.parse(
          JSON.stringify({ fields: inner, raw_fields: inner, ...top, id: 1, name: 'x' }),
        );
        const { columns, raw } = parseGameRecord(json);
        const same = parseGameRecord(json);
        expect(gameChange({ columns, json: JSON.stringify(raw) }, same).major).toBe(false);
        expect(gameChange({ columns, json: null }, same).major).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
