import type { SavedPage } from '../archive/crawls.js';
import { parseCatalogPage } from '../formats/catalogPage.js';
import { catalogPlaceIn } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';
import type { EnqueuedPage } from '../model/catalog.js';

/**
 * Tells of a page whether a game is on it that was on a saved page before, and has its date still: one with another date has
 * moved, perhaps past games that nobody has read. It never is where there was no page, or nothing on it is understood.
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
