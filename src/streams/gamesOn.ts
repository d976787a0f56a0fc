import type { SavedPage } from '../archive/crawls.js';
import { parseCatalogPage } from '../formats/catalogPage.js';
import { gameIdIn } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';

/** The ids of the games on a saved page; none where there is no page, or nothing on it is understood. */
export function gamesOn(page: SavedPage | null): ReadonlySet<string> {
  if (page === null) return new Set();
  try {
    return new Set(parseCatalogPage(page.response).records.flatMap((record) => gameIdIn(record) ?? []));
  } catch (error) {
    if (error instanceof RecordError) return new Set();
    throw error;
  }
}
