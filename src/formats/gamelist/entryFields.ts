import { MANAGED_FIELDS, type ScrapedEntry } from '../../model/gamelist.js';
import { writableText } from './xmlText.js';

/** The order of an entry's fields, after its path. */
export const FIELD_ORDER = [
  ...MANAGED_FIELDS.flatMap((field) => (field === 'name' ? (['name', 'sortname'] as const) : [field])),
  'favorite',
] as const;

/**
 * The fields of a new entry and their text, not yet escaped, in order. Unknown and blank fields are left out.
 *
 * @param autoFavorite - the lowest rating, 0 to 1, that makes a game a favorite; null: none does
 */
export function entryFields(entry: ScrapedEntry, autoFavorite: number | null): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const name of FIELD_ORDER) {
    const text = writableText((name === 'favorite' ? favorite(entry, autoFavorite) : entry[name]) ?? '');
    if (text.trim() !== '') fields.set(name, text);
  }
  return fields;
}

function favorite({ rating }: ScrapedEntry, autoFavorite: number | null): string | undefined {
  return autoFavorite !== null && Number(rating) >= autoFavorite ? 'true' : undefined;
}
