import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Connection, connect } from '../../src/archive/connection.js';
import { type Crawl, type CrawlMode, type Crawls, createCrawls } from '../../src/archive/crawls.js';
import { type CrawlPlan, nextCrawl } from '../../src/archive/nextCrawl.js';

const schema = readFileSync(new URL('../../sql/rhdata.sql', import.meta.url), 'utf8');
const DAY = 24 * 3_600_000;
const START = 'https://site.example.test/list?n=1';

let db: Connection;
let crawls: Crawls;
let now: number;
beforeEach(() => {
  now = Date.UTC(2026, 10, 21);
  db = connect(':memory:', randomUUID);
  db.script(schema);
  crawls = createCrawls(db, { now: () => now, uuid: randomUUID });
});

const insert = (gameid: string, version = 1, more: Record<string, string> = {}): void => {
  db.insert('gameversions', { gvuuid: randomUUID(), gameid, version: String(version), name: 'x', ...more });
};
const removed = () =>
  db
    .many(
      z.object({ gameid: z.string(), version: z.int() }),
      'SELECT gameid, version FROM gameversions WHERE removed = 1 ORDER BY gameid',
    )
    .map(({ gameid, version }) => `${gameid} ${version}`);

interface Listing {
  readonly total?: number | string;
  readonly data: readonly unknown[];
}
const savePage = (crawl: Crawl, page: number, response: Listing): void => {
  const { length: records } = response.data;
  crawls.savePage(crawl, { page, nextPageUrl: null, records, text: JSON.stringify(response) }, () => undefined);
};

/** A complete crawl with these pages. */
const crawled = (pages: readonly Listing[], mode: CrawlMode = 'full') => {
  const crawl = crawls.begin(START, mode);
  pages.forEach((response, page) => {
    savePage(crawl, page, response);
  });
  return crawls.complete(crawl);
};
const listing = (...ids: readonly (string | number)[]) => ({ total: 1, data: ids.map((id) => ({ id, name: 'x' })) });

describe('a full crawl', () => {
  test('marks the latest versions of games that it did not list, and logs each once', () => {
    insert('1');
    insert('2');
    insert('2', 2);
    insert('3.0');
    insert('4', 1, { removed: '1' });
    insert('5', 1, { section: 'sm64hacks' });
    insert('6', 1, { section: 'smwhacks', moderated: '0' });
    insert('7');
    expect(
      crawled([
        { ...listing(1), total: 5 },
        { total: '5', data: ['junk', { name: 'no id' }, { id: '3', name: '' }, { id: 7.0 }] },
      ]),
    ).toEqual({ gone: 1 });
    expect(removed()).toEqual(['2 2', '4 1']);
    crawled([listing(1, 3, 7)]);
    expect(db.many(z.unknown(), 'SELECT gameid, change_type FROM change_detection_log')).toEqual([
      { gameid: '2', change_type: 'removed' },
    ]);
  });

  test('recognizes ids that another tool keeps in a numeric column', () => {
    db.script(`DROP TABLE gameversions; CREATE TABLE gameversions
      (gvuuid TEXT, gameid INTEGER, version INTEGER, removed INTEGER, name TEXT, section TEXT, moderated TEXT)`);
    insert('1');
    insert('2');
    expect(crawled([listing(1)])).toEqual({ gone: 1 });
    expect(db.many(z.unknown(), 'SELECT gameid FROM gameversions WHERE removed = 1')).toEqual([{ gameid: 2 }]);
    expect(db.many(z.unknown(), 'SELECT gameid FROM change_detection_log')).toEqual([{ gameid: '2' }]);
  });

  test('marks nothing if it lists next to nothing', () => {
    for (let id = 1; id <= 30; id += 1) insert(String(id));
    // Games that were removed long ago do not make the share of those that are gone now any smaller.
    const long = Array.from({ length: 40 }, (_, index) => `${100 + index} 1`);
    for (const one of long) insert(one.slice(0, 3), 1, { removed: '1' });
    expect(crawled([{ data: [] }])).toEqual({ doubt: 'it lists 0 games and lacks 30 of the 30 in the archive' });
    expect(crawled([listing(1, 2)])).toHaveProperty('doubt');
    expect(removed()).toEqual(long);
    expect(crawled([listing(...Array.from({ length: 18 }, (_, index) => index + 1))])).toEqual({ gone: 12 });
  });

  test('marks up to ten games whatever their share, but more only up to half', () => {
    insert('1');
    expect(crawled([{ data: [] }])).toHaveProperty('doubt');
    for (let id = 2; id <= 21; id += 1) insert(String(id));
    const upTo = (last: number) => [listing(...Array.from({ length: last }, (_, index) => index + 1))];
    expect(crawled(upTo(10))).toHaveProperty('doubt');
    expect(crawled(upTo(11))).toEqual({ gone: 10 });
    expect(crawled(upTo(1))).toEqual({ gone: 10 });
  });

  test.each([
    [
      'the catalog shrank under way',
      [
        { ...listing(1), total: 60 },
        { ...listing(2), total: 59 },
      ],
    ],
    ['a game went from a later page to the first one, so that the others moved on', [listing(1, 2), listing('2.0')]],
    [
      'more moved on than came',
      [
        { ...listing(1, 2), total: '4' },
        { ...listing(1, 2), total: '5' },
      ],
    ],
  ])('marks nothing when %s', (_, pages) => {
    for (const id of ['1', '2', '3']) insert(id);
    expect(crawled(pages)).toEqual({ doubt: 'the catalog changed while it was being read' });
    expect(removed()).toEqual([]);
  });

  test('marks what is gone even if games were added while it was read, which moved the others on', () => {
    for (const id of ['1', '2', '3', '4']) insert(id);
    const pages = [
      { ...listing(1, 2, 2), total: '3' },
      { ...listing(2, 3), total: 4 },
    ];
    expect(crawled(pages)).toEqual({ gone: 1 });
    expect(removed()).toEqual(['4 1']);
  });

  test.each([
    ['its last page is empty', [listing(1, 2), listing()]],
    ['a page between is empty', [listing(1, 2), listing(), listing(3)]],
    ['games came meanwhile', [listing(1, 2), { ...listing(2), total: 5 }]],
  ])('marks nothing when it listed less than was announced: %s', (_, pages) => {
    for (const id of ['1', '2', '3', '4']) insert(id);
    const read = new Set(pages.flatMap(({ data }) => data.map(({ id }) => id))).size;
    expect(crawled(pages.map((page) => ({ ...page, total: Math.max(4, page.total) })))).toEqual({
      doubt: `it announced 4 games and listed ${read}`,
    });
    expect(removed()).toEqual([]);
  });

  test.each(['{', null])('marks nothing when a page, which is now %j, can no longer be read', (text) => {
    insert('1');
    insert('2');
    const crawl = crawls.begin(START, 'full');
    savePage(crawl, 0, listing(1));
    savePage(crawl, 1, listing(2));
    db.run('UPDATE smwc_metadata_cache SET response_data = ? WHERE page_number = 1', text);
    expect(crawls.complete(crawl)).toHaveProperty('doubt');
    expect(removed()).toEqual([]);
  });

  test('ignores pages of other crawls', () => {
    insert('1');
    insert('2');
    const other = crawls.begin(START, 'full');
    savePage(other, 0, listing(2));
    expect(crawled([listing(1)])).toEqual({ gone: 1 });
    expect(removed()).toEqual(['2 1']);
  });
});

test('a routine crawl marks nothing', () => {
  insert('1');
  insert('2');
  expect(crawled([listing(1)], 'routine')).toEqual({ gone: 0 });
  expect(removed()).toEqual([]);
});

describe('the next crawl', () => {
  const next = (plan: Partial<CrawlPlan> = {}) => {
    const { crawl, resumed, why } = nextCrawl(
      { url: START, full: false, fullEveryDays: 30, resumeWithinMs: DAY, ...plan },
      crawls,
      () => now,
    );
    return { crawl, said: `${resumed ? 'resumed ' : ''}${crawl.mode}: ${why}` };
  };

  test('is full if there was none, if requested, and if the last one is old', () => {
    expect(next({ url: `${START}&other` }).said).toBe('full: there was none before');
    now += 2 * DAY;
    crawls.complete(next().crawl);
    expect(next().said).toBe('routine: the last full one was less than a day ago');
    now += 30 * DAY;
    const routine = next();
    expect(routine.said).toBe('routine: the last full one was 30 days ago');
    crawls.complete(routine.crawl);
    expect(next({ full: true }).said).toBe('full: it was requested');
    now += 10;
    expect(next({ resumeWithinMs: 0 }).said).toBe('full: the last full one was 30 days ago');
    expect(next({ url: `${START}&other` }).said).toBe('full: there was none before');
  });

  test('is not affected by a clock that was once years ahead', () => {
    const today = now;
    now += 3000 * DAY;
    crawls.complete(next().crawl);
    crawls.pause(next().crawl);
    now = today;
    const full = next();
    expect(full.said).toBe('full: the last full one is dated 3000 days in the future');
    crawls.pause(full.crawl);
    expect(next().said).toBe('resumed full: the last one was interrupted');
    crawls.complete(full.crawl);
    now += DAY;
    const routine = next();
    expect(routine.said).toBe('routine: the last full one was 1 day ago');
    crawls.pause(routine.crawl);
    now += 2 * DAY;
    expect(next().said).toBe('routine: the last full one was 3 days ago');
    now += 28 * DAY;
    expect(next().said).toBe('full: the last full one was 31 days ago');
  });

  test('is routine if the clock was set back by less than the interval', () => {
    crawls.complete(next().crawl);
    now -= 1;
    expect(next().said).toBe('routine: the last full one was less than a day ago');
  });

  test('resumes an interrupted one, but not a routine one when a full one is due', () => {
    const first = next();
    crawls.fail(first.crawl, 'no connection');
    const again = next();
    expect(again.said).toBe('resumed full: the last one was interrupted');
    expect(again.crawl.id).toBe(first.crawl.id);
    expect(db.many(z.unknown(), 'SELECT status FROM update_status')).toEqual([{ status: 'in_progress' }]);
    crawls.complete(again.crawl);
    const routine = next();
    crawls.pause(routine.crawl);
    expect(next().crawl.id).toBe(routine.crawl.id);
    expect(next({ full: true }).said).toBe('full: it was requested');
    // All the more reason to finish the interrupted full one.
    expect(next().said).toBe('resumed full: the last one was interrupted');
  });

  test('takes crawls without a recorded kind for full ones', () => {
    db.insert('update_status', {
      uuuid: 'old',
      operation_type: 'metadata_fetch',
      status: 'completed',
      metadata: JSON.stringify({ fetch_date: '2026-11-20 00:00:00.000', url: START }),
    });
    expect(next().said).toBe('routine: the last full one was 1 day ago');
    expect(crawls.lastFull(START)).toMatchObject({ id: 'old', mode: 'full' });
  });
});
