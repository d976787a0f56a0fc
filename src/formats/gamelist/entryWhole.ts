import { MANAGED_FIELDS } from '../../model/gamelist.js';
import type { GamelistEntry } from './parseGamelist.js';

/** Whether scraping could add nothing to an entry: every managed field is there and not blank. */
export function entryWhole({ fields }: Pick<GamelistEntry, 'fields'>): boolean {
  return MANAGED_FIELDS.every((name) => (fields.get(name) ?? '').trim() !== '');
}
