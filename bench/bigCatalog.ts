import type { SiteCatalog } from '../src/demo/siteCatalog.js';
import { servedRecord, type SiteGame } from '../src/demo/siteGame.js';

export interface BigCatalogOptions {
  readonly total: number;
  readonly description?: string;
  /** The content of each download; empty by default. */
  readonly content?: (id: number) => Buffer;
  /** Origin of the site that serves the catalog: `http://127.0.0.1:<port>` */
  readonly origin: () => string;
}

/** A catalog of `total` hacks, numbered from 1, newest first, generated on request. */
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
