import type { GamelistEntry } from './parseGamelist.js';

/** Whether the user has marked an entry to be left alone: `<nomultiscrape>true</nomultiscrape>`. */
export function isLeftAlone({ fields }: Pick<GamelistEntry, 'fields'>): boolean {
  return fields.get('nomultiscrape')?.trim().toLowerCase() === 'true';
}
