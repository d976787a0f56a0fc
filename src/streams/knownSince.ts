import type { SavedPage } from '../archive/crawls.js';
import { parseCatalogPage } from '../formats/catalogPage.js';
import { catalogPlaceIn } from '../formats/gameRecord.js';
import type { EnqueuedPage } from '../model/catalog.js';
import { RecordError } from '../model/errors.js';

/**
 * Returns a predicate: does a page list a game that is also on the saved page, with the same date? A game whose date has changed
 * has moved, perhaps past games that were never read. Always false if there is no saved page, or none of it can be parsed.
 */
export function knownSince(saved: SavedPage | null): (page: Pick<EnqueuedPage, 'seen'>) => boolean {
  const places = new Set(saved === null ? [] : recordsOn(saved).flatMap((record) => catalogPlaceIn(record) ?? []));
  return ({ seen }) => seen.some(({ record }) => places.has(catalogPlaceIn(record.raw) ?? ''));
}

function recordsOn({ response }: SavedPage): readonly unknown[] {
  try {
    return parseCatalogPage(response).records;
  } catch (error) {
    if (error instanceof RecordError) return [];
    throw error;
  }
}
