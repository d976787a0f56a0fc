import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { catalogPageText, parseCatalogPage } from '../../src/formats/catalogPage.js';
import { RecordError } from '../../src/model/errors.js';

describe('parseCatalogPage', () => {
  it('leaves the records as they are', () => {
    const data = [{ id: 1 }, 'junk', null];
    const page = { data, current_page: 2, last_page: 3, next_page_url: 'https://x.invalid/?n=3', total: 150 };
    expect(parseCatalogPage(page)).toEqual({
      records: data,
      page: 2,
      lastPage: 3,
      nextPageUrl: 'https://x.invalid/?n=3',
      total: 150,
    });
  });

  test.each([
    [{}, 1, null, null],
    [{ current_page: '7', last_page: '19', next_page_url: null, total: '0' }, 7, 19, 0],
    [{ current_page: 'x', last_page: -1, next_page_url: '', total: '' }, 1, null, null],
    [{ current_page: true, last_page: [3], next_page_url: 5, total: [5] }, 1, null, null],
    [{ current_page: 1.5, last_page: '', next_page_url: ' ', total: 1.5 }, 1, null, null],
  ])('accepts %j', (fields, page, lastPage, total) => {
    expect(parseCatalogPage({ data: [], ...fields })).toEqual({
      records: [],
      page,
      lastPage,
      nextPageUrl: null,
      total,
    });
  });

  it('accepts the object that PHP makes of a list with gaps', () => {
    const { records } = parseCatalogPage({ data: { 0: { id: 1 }, 10: { id: 3 }, 2: { id: 2 } } });
    expect(records).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  test.each([
    [null],
    ['<html>'],
    [{ data: { error: 'x' } }],
    [[]],
    [{}],
    [{ data: null }],
    [{ data: {} }],
    [{ error: 'not found' }],
  ])('refuses %j', (json) => {
    expect(() => parseCatalogPage(json)).toThrow(RecordError);
  });

  it('refuses more hacks than any site has, which would hold up everything else', () => {
    const most = Array.from({ length: 10_000 }, (_, id) => ({ id }));
    expect(parseCatalogPage({ data: most }).records).toHaveLength(10_000);
    for (const data of [[...most, {}], Object.fromEntries([...most, {}].entries())]) {
      expect(() => parseCatalogPage({ data })).toThrow(/^The catalog page lists 10001 hacks/);
    }
  });

  it('never fails in any other way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (current_page, last_page, next_page_url) => {
        const page = parseCatalogPage({ data: [], current_page, last_page, next_page_url });
        expect(page.page).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a page as it is stored', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

  it('is as it arrived', () => {
    for (const page of [{ data: [{ id: 1 }], total: 1 }, { data: { 0: { id: 1 } } }, null, 'junk', []]) {
      expect(catalogPageText(page)).toBe(JSON.stringify(page));
    }
  });

  it('is serialized once', () => {
    let written = 0;
    const toJSON = (): string => `text ${(written += 1)}`;
    expect(catalogPageText({ data: [{ toJSON }] })).toBe('{"data":["text 1"]}');
  });

  it.each([
    ['a record', { data: [{ id: 1 }, { id: 2, fields: deep }], total: 2 }, { data: [{ id: 1 }, { id: 2 }], total: 2 }],
    ['a record without an id', { data: [{ id: 1 }, { id: deep }, deep] }, { data: [{ id: 1 }, null, null] }],
    [
      'a record under a number',
      { data: { 0: { id: 1 }, 2: { id: 2, fields: deep } } },
      { data: { 0: { id: 1 }, 2: { id: 2 } } },
    ],
    ['something else', { data: [{ id: 1 }], links: deep }, { data: [{ id: 1 }], links: null }],
  ])('omits %s that is nested too deeply', (_, page, kept) => {
    expect(JSON.parse(catalogPageText(page))).toEqual(kept);
  });
});
