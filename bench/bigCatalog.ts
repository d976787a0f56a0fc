import type { SiteCatalog } from '../src/demo/siteCatalog.js';
import type { SiteGame } from '../src/demo/siteGame.js';

/** So many hacks of a catalog, numbered from 1, the newest first, made when they are asked for. */
export function bigCatalog(
  total: number,
  description = '',
  content: (id: number) => Buffer = () => EMPTY,
): SiteCatalog {
  const record = (id: number) => ({
    id,
    name: `Hack ${id}`,
    time: 1_600_000_000 + id,
    ...(description === '' ? {} : { fields: { description } }),
  });
  return {
    total,
    record: (index) => ({ ...record(total - index), download_url: null }),
    find: (text): SiteGame | undefined => {
      const id = Number(text);
      if (!Number.isInteger(id) || id < 1 || id > total) return undefined;
      return { id: text, record: record(id), fileName: 'hack.zip', content: () => content(id) };
    },
  };
}

const EMPTY = Buffer.alloc(0);
