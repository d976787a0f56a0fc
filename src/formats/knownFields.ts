import type { ManagedField, ScrapedEntry } from '../model/gamelist.js';

type Field = ManagedField | 'sortname';

/** Of the fields of an entry those of which something is known: neither null nor the empty text. */
export const knownFields = (fields: Readonly<Partial<Record<Field, string | null>>>): Pick<ScrapedEntry, Field> =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([field, text]) => [field, text ?? ''] as const)
      .filter(([, text]) => text !== ''),
  );
