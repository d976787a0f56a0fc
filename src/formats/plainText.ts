import { stripVTControlCharacters } from 'node:util';

/** Control characters, line separators, and the marks that make text read in another order than it stands. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Text from outside as one harmless line for a terminal: escape sequences are dropped, what else would move the cursor
 * or reorder the line becomes a space.
 *
 * @see https://unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, ' ').trimEnd();
}
