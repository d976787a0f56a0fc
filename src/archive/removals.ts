import { z } from 'zod';
import type { Connection } from './connection.js';
import type { Crawl } from './crawls.js';
import type { RowDeps } from './databases.js';
import { sqlTime } from './sqlTime.js';
import { VERSION } from './versions.js';

/** How many games a full crawl has shown to be gone, or why it cannot tell. */
export type Removals = { readonly gone: number } | { readonly doubt: string };

const countRow = z.object({ count: z.number() });
const pagesRow = z.object({
  entries: z.number(),
  records: z.number(),
  came: z.number(),
  announced: z.number().nullable(),
});

/** Why a catalog that changed while it was read proves nothing. */
const CHANGED: Removals = { doubt: 'the catalog changed while it was being read' };

/** Up to this many games may be gone whatever their share of the archive. */
const FEW = 10;

/** An id as text: in some archives its column is numeric. */
const plain = (column: string): string =>
  `CASE WHEN ${column} LIKE '%.0' THEN substr(${column}, 1, length(${column}) - 2) ELSE CAST(${column} AS TEXT) END`;

/** The latest version of each game of the kinds that are listed; those awaiting moderation are never in the catalog. */
const LATEST = `SELECT gvuuid, id, removed FROM (
    SELECT gvuuid, ${plain('gameid')} AS id, removed, section, moderated, row_number() OVER (
      PARTITION BY ${plain('gameid')} ORDER BY ${VERSION} DESC, rowid DESC) AS place
    FROM gameversions
  ) WHERE place = 1 AND coalesce(section, '') IN ('', 'smwhacks')
    AND lower(coalesce(moderated, '')) NOT IN ('0', '0.0', 'no', 'false')`;

const LISTED = `SELECT ${plain('id')} AS id FROM (
    SELECT CAST(record.value ->> '$.id' AS TEXT) AS id
    FROM smwc_metadata_cache AS page, json_each(page.response_data, '$.data') AS record
    WHERE page.fetch_date = ? AND record.type = 'object'
  ) WHERE id IS NOT NULL`;

/**
 * Pages that can no longer be read, and places where the catalog shrank during the crawl: a record may have slipped from
 * page to page.
 */
const UNRELIABLE = `WITH page AS MATERIALIZED (
    -- What is sorted holds no pages.
    SELECT page_number, json_valid(response_data) AS valid,
      CASE WHEN json_valid(response_data) THEN response_data ->> '$.total' END AS total
    FROM smwc_metadata_cache WHERE fetch_date = ?
  )
  SELECT count(*) AS count FROM (
    SELECT valid, total, lag(total) OVER (ORDER BY page_number) AS total_before FROM page
  ) WHERE valid IS NOT 1 OR CAST(total AS INTEGER) < CAST(total_before AS INTEGER)`;

/**
 * How many records were received, and how many with an id. A record received twice had moved on by a page because games
 * were added while the catalog was read. If more moved than were added, some game went from a page not yet read to one
 * already read, and was never seen. The announced number is the smallest that any page gives, since later additions may
 * stand before the first page.
 */
const PAGES = `WITH page AS MATERIALIZED (
    SELECT page_number, CAST(response_data ->> '$.total' AS INTEGER) AS total, CAST(record_count AS INTEGER) AS entries,
      (SELECT count(DISTINCT ${plain("CAST(record.value ->> '$.id' AS TEXT)")})
        FROM json_each(response_data, '$.data') AS record WHERE record.type = 'object') AS ids
    FROM smwc_metadata_cache WHERE fetch_date = ?
  )
  SELECT coalesce(sum(entries), 0) AS entries, coalesce(sum(ids), 0) AS records, min(total) AS announced,
    coalesce((SELECT total FROM page ORDER BY page_number DESC LIMIT 1)
      - (SELECT total FROM page ORDER BY page_number LIMIT 1), 0) AS came
  FROM page`;

/**
 * Marks as removed, on their latest versions, the games that a full crawl did not list, having read every page, and logs
 * them. Whatever returns is unmarked when it is seen. All of it happens inside SQLite: no list of ids is held in memory.
 *
 * Nothing is marked when the crawl is no proof: when pages cannot be read, when the catalog shrank, was reordered during
 * the crawl or listed less than it announced, or when most of the archive would be gone. Call within a transaction.
 */
export function markRemoved(db: Connection, crawl: Crawl, { now }: Pick<RowDeps, 'now'>): Removals {
  const count = (sql: string, ...values: readonly string[]): number => db.one(countRow, sql, ...values)?.count ?? 0;
  if (count(UNRELIABLE, crawl.fetchDate) > 0) return CHANGED;
  db.run('CREATE TEMP TABLE IF NOT EXISTS romflow_gone (gvuuid PRIMARY KEY, id, removed)');
  db.run('DELETE FROM romflow_gone');
  // A table stays within the archive's page cache: 2 MiB for a million ids, for which SQLite's own table for a query took 38.
  db.run('CREATE TEMP TABLE IF NOT EXISTS romflow_listed (id PRIMARY KEY NOT NULL) WITHOUT ROWID');
  db.run('DELETE FROM romflow_listed');
  db.run(`INSERT OR IGNORE INTO romflow_listed ${LISTED}`, crawl.fetchDate);
  const listed = count('SELECT count(*) AS count FROM romflow_listed');
  const pages = db.one(pagesRow, PAGES, crawl.fetchDate);
  if (pages !== null) {
    const again = pages.records - listed;
    if (again > pages.came) return CHANGED;
    const [read, announced] = [pages.entries - again, pages.announced ?? 0];
    if (read < announced) return { doubt: `it announced ${announced} games and listed ${read}` };
  }
  db.run(
    `INSERT INTO romflow_gone SELECT gvuuid, id, CAST(coalesce(removed, '0') AS INTEGER) FROM (${LATEST})
     WHERE id NOT IN (SELECT id FROM romflow_listed)`,
  );
  const gone = count('SELECT count(*) AS count FROM romflow_gone WHERE removed = 0');
  const present = count(`SELECT count(*) AS count FROM (${LATEST}) WHERE CAST(coalesce(removed, '0') AS INTEGER) = 0`);
  if (gone > 0 && (listed === 0 || (gone > FEW && gone * 2 > present))) {
    return { doubt: `it lists ${listed} games and lacks ${gone} of the ${present} in the archive` };
  }
  db.run(
    `INSERT INTO change_detection_log (cduuid, gameid, gvuuid, crawluuid, change_type, changed_columns, changes, detected_at)
     SELECT uuid(), id, gvuuid, ?, 'removed', '[]', '{}', ? FROM romflow_gone WHERE removed = 0`,
    crawl.id,
    sqlTime(now()),
  );
  db.run("UPDATE gameversions SET removed = '1' WHERE gvuuid IN (SELECT gvuuid FROM romflow_gone WHERE removed = 0)");
  return { gone };
}
