import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Connection, connect } from '../../src/archive/connection.js';
import { type Crawl, type Crawls, createCrawls } from '../../src/archive/crawls.js';
import { createRuns } from '../../src/archive/runs.js';

const schema = readFileSync(new URL('../../sql/rhdata.sql', import.meta.url), 'utf8');
const HOUR = 3_600_000;
const START = 'https://site.example.test/list?n=1';

let db: Connection;
let crawls: Crawls;
let now: number;
const deps = { now: () => now, uuid: randomUUID };
beforeEach(() => {
  now = Date.UTC(2026, 10, 21);
  db = connect(':memory:', randomUUID);
  db.script(schema);
  crawls = createCrawls(db, deps);
});

const statuses = () => db.many(z.object({ status: z.string() }), 'SELECT status FROM update_status ORDER BY rowid');
const cachedPages = () => db.many(z.unknown(), 'SELECT * FROM smwc_metadata_cache').length;
const savePage = (crawl: Crawl, page: number, nextPageUrl: string | null, response: unknown): void => {
  crawls.savePage(crawl, { page, nextPageUrl, records: 2, text: JSON.stringify(response) }, () => undefined);
};

describe('a crawl', () => {
  test('stores its pages one by one', () => {
    const crawl = crawls.begin(START, 'full');
    expect(crawls.page(crawl, 0)).toBeNull();
    const response = { data: [{ id: 1 }, { id: 2 }], text: 'ü' };
    savePage(crawl, 0, `${START}&n=2`, response);
    savePage(crawl, 0, `${START}&n=2`, response);
    savePage(crawl, 1, null, 'odd');
    expect(crawls.page(crawl, 0)).toEqual({ nextPageUrl: `${START}&n=2`, response });
    expect(crawls.page(crawl, 1)).toEqual({ nextPageUrl: null, response: 'odd' });
    expect(db.many(z.unknown(), 'SELECT page_number, record_count FROM smwc_metadata_cache ORDER BY 1')).toEqual([
      { page_number: 0, record_count: 2 },
      { page_number: 1, record_count: 2 },
    ]);
  });

  test('stores no page without the notes on its games', () => {
    const crawl = crawls.begin(START, 'full');
    const page = { page: 0, nextPageUrl: null, records: 1, text: '{}' };
    const note = (name: string) => () => {
      db.insert('update_status', { uuuid: name, operation_type: name });
    };
    crawls.savePage(crawl, page, note('kept'));
    const fails = () =>
      crawls.savePage(crawl, { ...page, page: 1 }, () => {
        note('lost')();
        throw new Error('the disk is full');
      });
    expect(fails).toThrow('the disk is full');
    expect([crawls.page(crawl, 0) !== null, crawls.page(crawl, 1)]).toEqual([true, null]);
    const noted = "SELECT uuuid FROM update_status WHERE uuuid IN ('kept', 'lost')";
    expect(db.many(z.unknown(), noted)).toEqual([{ uuuid: 'kept' }]);
  });

  test('knows which pages it has followed', () => {
    const crawl = crawls.begin(START, 'full');
    expect(crawls.hasFollowed(crawl, START)).toBe(true);
    expect(crawls.hasFollowed(crawl, `${START}&n=2`)).toBe(false);
    savePage(crawl, 0, `${START}&n=2`, {});
    expect(crawls.hasFollowed(crawl, `${START}&n=2`)).toBe(true);
    expect(crawls.hasFollowed(crawls.begin(START, 'full'), `${START}&n=2`)).toBe(false);
  });

  test('deletes no page that another tool has cached', () => {
    for (const date of ['2020-10-12 08:00:00', '2020-10-12T08:00:00.000Z', null]) {
      db.insert('smwc_metadata_cache', { cacheuuid: randomUUID(), fetch_date: date, page_number: '0' });
    }
    savePage(crawls.begin(START, 'full'), 0, null, {});
    const crawl = crawls.begin(START, 'full');
    savePage(crawl, 0, null, {});
    crawls.complete(crawl);
    expect(cachedPages()).toBe(3 + 1);
  });

  test('is never mixed up with another one, even of the same moment', () => {
    const [first, second] = [crawls.begin(START, 'full'), crawls.begin(START, 'full')];
    savePage(first, 0, null, 'first');
    expect(crawls.page(second, 0)).toBeNull();
    expect(crawls.resumable(START, HOUR)).toEqual(second);
  });
});

test.each(['"last week"', '1700000000', '"2025-10-12T00:00:00.000Z"', '"2025-13-32 25:00:00.000"', '[]'])(
  'another tool’s row with the date %s is not a crawl',
  (date) => {
    db.run(
      "INSERT INTO update_status (uuuid, operation_type, status, metadata) VALUES ('x', 'metadata_fetch', 'paused', ?)",
      `{"fetch_date":${date},"url":"${START}"}`,
    );
    expect(crawls.resumable(START, HOUR)).toBeNull();
    expect(crawls.begin(START, 'full').fetchDate).toBe('2026-11-21 00:00:00.000');
  },
);

describe('resuming a crawl', () => {
  test.each([
    ['was killed', () => undefined, 'in_progress'],
    ['was paused', crawlEnds('pause'), 'paused'],
    ['failed', crawlEnds('fail'), 'failed'],
  ])('is possible when it %s', (_, end, status) => {
    const crawl = crawls.begin(START, 'full');
    end(crawl);
    expect(statuses()).toEqual([{ status }]);
    now += HOUR;
    expect(crawls.resumable(START, HOUR)).toEqual(crawl);
    crawls.resume(crawl);
    expect(statuses()).toEqual([{ status: 'in_progress' }]);
  });

  function crawlEnds(how: 'pause' | 'fail') {
    return (crawl: ReturnType<Crawls['begin']>): void => {
      if (how === 'pause') crawls.pause(crawl);
      else crawls.fail(crawl, 'no connection');
    };
  }

  test('is not possible when it is complete, too old, from the future, of another address, or not the newest', () => {
    expect(crawls.resumable(START, HOUR)).toBeNull();
    const crawl = crawls.begin(START, 'full');
    expect(crawls.resumable('https://other.example.test/', HOUR)).toBeNull();
    for (const ms of [HOUR + 1, -HOUR - 1]) {
      now += ms;
      expect(crawls.resumable(START, HOUR)).toBeNull();
      now -= ms;
    }
    expect(crawls.resumable(START, HOUR)).toEqual(crawl);
    crawls.complete(crawls.begin(START, 'full'));
    expect(crawls.resumable(START, 99 * HOUR)).toBeNull();
    expect(crawl.fetchDate).toBe('2026-11-21 00:00:00.000');
  });

  test('a killed crawl is marked paused once a new one begins, and its time is kept', () => {
    const { id } = crawls.begin(START, 'full');
    const updated = () =>
      db.one(z.object({ last_updated: z.string() }), 'SELECT last_updated FROM update_status WHERE uuuid = ?', id);
    const before = updated();
    now += HOUR;
    crawls.begin(START, 'full');
    expect(statuses()).toEqual([{ status: 'paused' }, { status: 'in_progress' }]);
    expect(updated()).toEqual(before);
  });

  test('ignores rows of other tools in the same table', () => {
    for (const metadata of ['not JSON', '{}', null]) {
      db.insert('update_status', { uuuid: randomUUID(), operation_type: 'metadata_fetch', status: 'failed', metadata });
    }
    expect(crawls.resumable(START, HOUR)).toBeNull();
    expect(crawls.lastCompleted(START)).toBeNull();
  });

  test.each(['{', null])('finds no page when the row is damaged and holds %j', (text) => {
    const crawl = crawls.begin(START, 'full');
    savePage(crawl, 0, null, {});
    db.run('UPDATE smwc_metadata_cache SET response_data = ?', text);
    expect(crawls.page(crawl, 0)).toBeNull();
  });
});

test('a completed crawl deletes the pages of older ones and keeps its own', () => {
  const old = crawls.begin(START, 'full');
  savePage(old, 0, null, 'old');
  crawls.fail(old, 'no connection');
  now += HOUR;
  const crawl = crawls.begin(START, 'full');
  savePage(crawl, 0, null, 'new');
  expect(cachedPages()).toBe(2);
  expect(crawls.lastCompleted(START)).toBeNull();
  crawls.complete(crawl);
  expect(cachedPages()).toBe(1);
  expect(crawls.lastCompleted(START)).toEqual(crawl);
  expect(db.many(z.unknown(), 'SELECT status, error_message FROM update_status ORDER BY rowid')).toEqual([
    { status: 'failed', error_message: 'no connection' },
    { status: 'completed', error_message: null },
  ]);
});

test('the outcome of each run is recorded, and a killed one counts as paused', () => {
  const runs = createRuns(db, deps);
  expect(runs.begin({ command: 'update' }).interrupted).toBe(false);
  const crawl = crawls.begin(START, 'full');
  const second = runs.begin({ command: 'update' });
  expect(second.interrupted).toBe(true);
  runs.finish(second.id, 'completed', null);
  const third = runs.begin({});
  expect(third.interrupted).toBe(false);
  runs.finish(third.id, 'failed', 'the disk is full');
  expect(
    db.many(
      z.unknown(),
      'SELECT operation_type AS type, status, metadata, error_message FROM update_status ORDER BY rowid',
    ),
  ).toEqual([
    { type: 'game_update', status: 'paused', metadata: '{"command":"update"}', error_message: 'it was interrupted' },
    {
      type: 'metadata_fetch',
      status: 'in_progress',
      metadata: JSON.stringify({ fetch_date: crawl.fetchDate, url: START, mode: 'full' }),
      error_message: null,
    },
    { type: 'game_update', status: 'completed', metadata: '{"command":"update"}', error_message: null },
    { type: 'game_update', status: 'failed', metadata: '{}', error_message: 'the disk is full' },
  ]);
});
