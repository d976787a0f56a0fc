import type { SavedPage } from '../archive/crawls.js';
import { parseCatalogPage } from '../formats/catalogPage.js';
import { parseGameRecord } from '../formats/gameRecord.js';
import { RecordError } from '../model/errors.js';

/** The ids of the games on a saved page; none where there is no page, or nothing on it is understood. */
export function gamesOn(page: SavedPage | null): ReadonlySet<string> {
  if (page === null) return new Set();
  const records = understood(() => parseCatalogPage(page.response).records) ?? [];
  return new Set(records.flatMap((record) => understood(() => parseGameRecord(record).id) ?? []));
}

function understood<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RecordError) return null;
    throw error;
  }
}
