import type { SiteCatalog } from '../src/demo/siteCatalog.js';
import { servedRecord, type SiteGame } from '../src/demo/siteGame.js';

export interface BigCatalogOptions {
  readonly total: number;
  readonly description?: string;
  /** What each download gives; nothing when not given. */
  readonly content?: (id: number) => Buffer;
  /** Of the site that shows it: `http://127.0.0.1:<port>` */
  readonly origin: () => string;
}

/** So many hacks of a catalog, numbered from 1, the newest first, made when they are asked for. */
export function bigCatalog({ total, description, content = () => NOTHING, origin }: BigCatalogOptions): SiteCatalog {
  const game = (id: number): SiteGame => ({
    id: String(id),
    record: {
      id,
      name: `Hack ${id}`,
      time: 1_600_000_000 + id,
      ...(description === undefined ? {} : { fields: { description } }),
    },
    fileName: 'hack.zip',
    content: () => content(id),
  });
  return {
    total,
    record: (index) => servedRecord(game(total - index), origin()),
    find: (text) => (/^[1-9]\d*$/.test(text) && Number(text) <= total ? game(Number(text)) : undefined),
  };
}

const NOTHING = Buffer.alloc(0);
