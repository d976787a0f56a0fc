/** Characters that XML forbids, which programs write all the same: as they are, or as a reference. */
const FORBIDDEN =
  /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[\da-f]));/gi;

/**
 * The text of a document without the characters that it must not have.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function withoutForbidden(text: string): string {
  return text.replace(FORBIDDEN, '');
}

/** The same with blanks in their place, so that every offset stays. */
export function blankForbidden(text: string): string {
  return text.replace(FORBIDDEN, ({ length }) => ' '.repeat(length));
}
