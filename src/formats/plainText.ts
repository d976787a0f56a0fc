import { stripVTControlCharacters } from 'node:util';

/** Control characters, line separators, and the marks that make text read in another order than it stands. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text from outside as one harmless line for a terminal: escape sequences are dropped, what else would move the cursor
 * or reorder the line becomes a space.
 *
 * @see https://unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, ' ').trimEnd();
}
