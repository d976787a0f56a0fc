import { plainText } from '../../formats/plainText.js';
import type { RunView } from '../../model/runView.js';
import { Line } from './Line.js';

/** Where the work comes from: the catalog, page by page, or the systems, one after another. */
export function Source({ view }: { readonly view: RunView }) {
  const text = view.catalog === null ? systemText(view) : catalogText(view.catalog);
  return text === null ? null : <Line>{plainText(text)}</Line>;
}

function catalogText({ page, lastPage, records, fresh, outcome }: NonNullable<RunView['catalog']>): string {
  const of = lastPage === null ? '' : ` of ${lastPage}`;
  const where = page === 0 ? 'requesting the first page' : `page ${page}${of}`;
  return `Catalog  ${where} · ${records} found, ${fresh} new${outcome === null ? '' : ` · ${ENDINGS[outcome]}`}`;
}

const ENDINGS = { complete: 'read', paused: 'paused', failed: 'not read to the end' } as const;

function systemText({ systems, systemsTotal }: RunView): string | null {
  const current = systems.at(-1);
  if (current === undefined) return systemsTotal === null ? null : `Systems  ${systemsTotal} to scrape`;
  const { fullname, done, total, media } = current;
  const of = systemsTotal === null ? '' : ` of ${systemsTotal}`;
  return `System ${systems.length}${of}  ${fullname} · ${done} of ${total} ROMs, ${media} media`;
}
