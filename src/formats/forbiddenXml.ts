/** Characters that XML forbids but programs write anyway, either literally or as a character reference. */
const FORBIDDEN =
  /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[\da-f]));/gi;

/**
 * A document's text without the characters that it must not contain.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function withoutForbidden(text: string): string {
  return text.replace(FORBIDDEN, '');
}

/** The same with spaces in their place, so that every offset is preserved. */
export function blankForbidden(text: string): string {
  return text.replace(FORBIDDEN, ({ length }) => ' '.repeat(length));
}
