import type { RunEvent } from '../model/events.js';
import type { RunView } from '../model/runView.js';

type CatalogEvent = Extract<RunEvent, { type: 'crawl.started' | 'page' | 'crawl.ended' }>;

/** Folds in an event of the catalog. */
export function foldCatalog(view: RunView, event: CatalogEvent): RunView {
  const { catalog } = view;
  switch (event.type) {
    case 'crawl.started': {
      const { mode, why, resumed } = event;
      const begun = { mode, page: 0, lastPage: null, records: 0, fresh: 0, outcome: null };
      return { ...view, mode: `${mode} crawl${resumed ? ', resumed' : ''}: ${why}`, catalog: begun };
    }
    case 'page': {
      if (catalog === null) return view;
      const { page, lastPage, records, fresh } = event;
      const read = { page, lastPage, records: catalog.records + records, fresh: catalog.fresh + fresh };
      return { ...view, catalog: { ...catalog, ...read } };
    }
    case 'crawl.ended':
      return catalog === null ? view : { ...view, catalog: { ...catalog, outcome: event.outcome } };
  }
}
