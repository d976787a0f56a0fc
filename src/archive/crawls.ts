import { z } from 'zod';
import { jsonAs } from '../formats/jsonAs.js';
import type { FetchedPage } from '../model/catalog.js';
import type { Connection } from './connection.js';
import type { RowDeps } from './databases.js';
import { type Removals, markRemoved } from './removals.js';
import { sqlTimeColumn } from './sqlTime.js';
import { type Ending, beginStatus, endStatus, pauseKilled, resumeStatus } from './updateStatus.js';

/** One pass over the catalog. Its pages are never mixed with another crawl's. */
export interface Crawl {
  readonly id: string;
  /** When it began, `YYYY-MM-DD HH:MM:SS.SSS` UTC; no other crawl has the same. */
  readonly fetchDate: string;
  /** The address of its first page. */
  readonly url: string;
  /** `routine` ends where nothing more is new, `full` with the last page. */
  readonly mode: CrawlMode;
  /**
   * When it began by the clock of the time, in ms since 1970; `fetchDate` is later if that clock had been set back since
   * the last crawl.
   */
  readonly beganAt: number;
}

export type CrawlMode = 'routine' | 'full';

/** A stored page. */
export interface SavedPage {
  /** The address followed next; null when there was none to follow. */
  readonly nextPageUrl: string | null;
  /** The JSON as the site sent it. */
  readonly response: unknown;
}

/** Crawls and their pages: `smwc_metadata_cache`, and `update_status` for how they went. */
export interface Crawls {
  /** Records the start of a crawl; the last one, if it was killed, is marked as paused. */
  readonly begin: (url: string, mode: CrawlMode) => Crawl;
  /**
   * The newest crawl, if it can be resumed: null when it is complete, began at another address, or began more than
   * `maxAgeMs` ago or, by a clock that was wrong, that far in the future.
   */
  readonly resumable: (url: string, maxAgeMs: number) => Crawl | null;
  /** Marks it as resumed. */
  readonly resume: (crawl: Crawl) => void;
  /** Stores a page together with what `note` writes about its games, both or neither. A page with the same number is overwritten. */
  readonly savePage: <T>(crawl: Crawl, page: FetchedPage, note: () => T) => T;
  /** One page of this crawl; null when it has not been fetched yet, or is damaged. */
  readonly page: (crawl: Crawl, page: number) => SavedPage | null;
  /** Whether the crawl began at this address or a saved page led to it; ask before saving the page that names it. */
  readonly hasFollowed: (crawl: Crawl, url: string) => boolean;
  /** Completes it and deletes the pages of our older crawls. After a full crawl, games that it did not list are marked as removed. */
  readonly complete: (crawl: Crawl) => Removals;
  readonly pause: (crawl: Crawl) => void;
  readonly fail: (crawl: Crawl, reason: string) => void;
  /** The newest complete crawl of this address. */
  readonly lastCompleted: (url: string) => Crawl | null;
  readonly lastFull: (url: string) => Crawl | null;
}

const TYPE = 'metadata_fetch';

const crawlRow = z
  .object({
    uuuid: z.string(),
    status: z.string(),
    fetch_date: z.string(),
    started_at: sqlTimeColumn,
    url: z.string(),
    // Crawls that do not say have read every page.
    mode: z.enum(['routine', 'full']).catch('full'),
  })
  .transform(({ uuuid: id, status, fetch_date: fetchDate, started_at: startedAt, url, mode }) => {
    const beganAt = Math.min(timeOf(fetchDate), startedAt === null ? Infinity : Date.parse(startedAt));
    return { crawl: { id, fetchDate, url, mode, beganAt }, status };
  });

/** How our crawls write their date; other tools cache pages under dates without the milliseconds, or with a `T`. */
const OUR_DATE = "fetch_date GLOB '????-??-?? ??:??:??.???'";

/** Other tools write rows of this type, too: ours say which pages belong to them. */
const CRAWLS = `SELECT * FROM (
    SELECT rowid AS place, uuuid, status, started_at,
      CASE WHEN json_valid(metadata) THEN metadata ->> '$.fetch_date' END AS fetch_date,
      CASE WHEN json_valid(metadata) THEN metadata ->> '$.url' END AS url,
      CASE WHEN json_valid(metadata) THEN metadata ->> '$.mode' END AS mode
    FROM update_status WHERE operation_type = '${TYPE}'
  ) WHERE ${OUR_DATE} AND datetime(fetch_date) IS NOT NULL AND url IS NOT NULL`;
/** Each crawl is later than all before it. By date, every crawl that there ever was would be read, and sorted. */
const NEWEST_FIRST = 'ORDER BY place DESC LIMIT 1';
const COMPLETED = `${CRAWLS} AND status = 'completed' AND url = ?`;
/** Exported for the test that reads the plans. */
export const CRAWL_LOOKUPS = {
  newest: `${CRAWLS} ${NEWEST_FIRST}`,
  completed: `${COMPLETED} ${NEWEST_FIRST}`,
  full: `${COMPLETED} AND coalesce(mode, 'full') <> 'routine' ${NEWEST_FIRST}`,
} as const;

const pageRow = z.object({ response_data: z.string().nullable(), next_page_url: z.string().nullable() });

export function createCrawls(db: Connection, { now, uuid }: RowDeps): Crawls {
  const newest = () => db.one(crawlRow, CRAWL_LOOKUPS.newest);
  const end = (crawl: Crawl, status: Ending, reason: string | null): void => {
    endStatus(db, crawl.id, status, reason, now());
  };

  return {
    begin: (url, mode) =>
      db.transaction(() => {
        const at = now();
        const last = newest();
        if (last !== null) pauseKilled(db, 'uuuid', last.crawl.id);
        const fetchDate = crawlDate(last === null ? at : Math.max(at, timeOf(last.crawl.fetchDate) + 1));
        const id = uuid();
        beginStatus(db, { id, type: TYPE, metadata: { fetch_date: fetchDate, url, mode }, at });
        // As stored, in whole seconds.
        return { id, fetchDate, url, mode, beganAt: Math.floor(at / 1000) * 1000 };
      }),

    resumable: (url, maxAgeMs) => {
      const found = newest();
      if (found === null || found.status === 'completed' || found.crawl.url !== url) return null;
      if (Math.abs(now() - found.crawl.beganAt) > maxAgeMs) return null;
      return found.crawl;
    },
    resume: ({ id }) => {
      resumeStatus(db, id, now());
    },

    savePage: ({ fetchDate }, { page, nextPageUrl, records, text }, note) =>
      db.transaction(() => {
        const noted = note();
        db.run('DELETE FROM smwc_metadata_cache WHERE fetch_date = ? AND page_number = ?', fetchDate, String(page));
        db.insert('smwc_metadata_cache', {
          cacheuuid: uuid(),
          fetch_date: fetchDate,
          page_number: String(page),
          response_data: text,
          next_page_url: nextPageUrl,
          record_count: String(records),
        });
        return noted;
      }),

    page: ({ fetchDate }, page) => {
      const row = db.one(
        pageRow,
        'SELECT response_data, next_page_url FROM smwc_metadata_cache WHERE fetch_date = ? AND page_number = ?',
        fetchDate,
        String(page),
      );
      if (row === null) return null;
      const response = jsonAs(z.unknown(), row.response_data);
      return response === null ? null : { nextPageUrl: row.next_page_url, response };
    },

    hasFollowed: (crawl, url) =>
      url === crawl.url ||
      db.has('SELECT 1 FROM smwc_metadata_cache WHERE fetch_date = ? AND next_page_url = ?', crawl.fetchDate, url),

    complete: (crawl) =>
      db.transaction(() => {
        const removals = crawl.mode === 'full' ? markRemoved(db, crawl, { now }) : { gone: 0 };
        end(crawl, 'completed', null);
        db.run(`DELETE FROM smwc_metadata_cache WHERE fetch_date < ? AND ${OUR_DATE}`, crawl.fetchDate);
        return removals;
      }),
    pause: (crawl) => {
      end(crawl, 'paused', null);
    },
    fail: (crawl, reason) => {
      end(crawl, 'failed', reason);
    },
    lastCompleted: (url) => db.one(crawlRow, CRAWL_LOOKUPS.completed, url)?.crawl ?? null,
    lastFull: (url) => db.one(crawlRow, CRAWL_LOOKUPS.full, url)?.crawl ?? null,
  };
}

const crawlDate = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');

const timeOf = (fetchDate: string): number => Date.parse(`${fetchDate.replace(' ', 'T')}Z`);
