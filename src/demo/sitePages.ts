import type { JsonObject } from '../model/game.js';
import type { SiteCatalog } from './siteCatalog.js';
import { servedRecord, type SiteGame } from './siteGame.js';

/**
 * One page of a catalog in the format of SMW Central's API.
 *
 * @param url - as requested; the links to other pages differ from it only in `n`
 * @param page - counted from 1; beyond the last one, `data` is empty
 */
export function catalogPage(catalog: SiteCatalog, url: URL, page: number, perPage: number): JsonObject {
  const { total } = catalog;
  const lastPage = Math.max(1, Math.ceil(total / perPage));
  const from = (page - 1) * perPage;
  const count = Math.max(0, Math.min(perPage, total - from));
  const link = (n: number): string | null => (n < 1 || n > lastPage ? null : pageUrl(url, n));
  return {
    total,
    per_page: perPage,
    current_page: page,
    last_page: lastPage,
    first_page_url: link(1),
    last_page_url: link(lastPage),
    next_page_url: link(page + 1),
    prev_page_url: link(page - 1),
    from: count === 0 ? null : from + 1,
    to: count === 0 ? null : from + count,
    data: Array.from({ length: count }, (_, index) => catalog.record(from + index)),
  };
}

function pageUrl(url: URL, page: number): string {
  const target = new URL(url);
  target.searchParams.set('n', String(page));
  return target.href;
}

/** A hack's record as `a=getfile` returns it: with its tags, images and all its versions. */
export function fileRecord(game: SiteGame, games: readonly SiteGame[], origin: string): JsonObject {
  const versions = versionsOf(game, games).map(({ id, record }) => ({
    id: record.id ?? id,
    name: record.name,
    obsolete: successor(record) !== null,
  }));
  return { tags: [], images: null, versions, ...servedRecord(game, origin) };
}

const successor = ({ obsoleted_by }: JsonObject): string | null =>
  typeof obsoleted_by === 'number' || typeof obsoleted_by === 'string' ? String(obsoleted_by) : null;

/** The hacks that lead to the same newest version, newest first. */
function versionsOf(game: SiteGame, games: readonly SiteGame[]): readonly SiteGame[] {
  const newest = (start: SiteGame): string => {
    const seen = new Set<string>();
    let current: SiteGame | undefined = start;
    let id = start.id;
    while (current !== undefined && !seen.has(id)) {
      seen.add(id);
      const next = successor(current.record);
      if (next === null) return id;
      id = next;
      current = games.find((other) => other.id === next);
    }
    return id;
  };
  const end = newest(game);
  const line = games.filter((other) => newest(other) === end);
  return line.length === 0 ? [game] : line;
}
