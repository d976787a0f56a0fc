import { MANAGED_FIELDS, type ScrapedEntry } from '../../model/gamelist.js';
import { writableText } from './xmlText.js';

/** The order of the fields of an entry, behind its path. */
export const FIELD_ORDER = [
  ...MANAGED_FIELDS.flatMap((field) => (field === 'name' ? (['name', 'sortname'] as const) : [field])),
  'favorite',
] as const;

/**
 * The fields of a new entry with their text, not yet escaped, in their order. What is not known, or blank, is not there.
 *
 * @param autoFavorite - from which rating on a game is a favorite, 0 to 1; null: none is
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
