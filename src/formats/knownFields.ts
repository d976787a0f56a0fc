import type { ManagedField, ScrapedEntry } from '../model/gamelist.js';

type Field = ManagedField | 'sortname';

/** The fields of an entry that are known: neither null nor empty text. */
export const knownFields = (fields: Readonly<Partial<Record<Field, string | null>>>): Pick<ScrapedEntry, Field> =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([field, text]) => [field, text ?? ''] as const)
      .filter(([, text]) => text !== ''),
  );
