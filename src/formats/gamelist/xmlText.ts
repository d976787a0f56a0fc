/** What no XML 1.0 document may hold, not even as a reference: most control characters and lone surrogates. */
export const FORBIDDEN = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** What hardly any text has: anything forbidden, a carriage return, or a surrogate pair. */
const UNUSUAL = /[^\t\n\x20-\uD7FF\uE000-\uFFFD]/;

/**
 * Text as an element can hold it: characters that XML 1.0 forbids are dropped, line endings become `\n`.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function writableText(text: string): string {
  return UNUSUAL.test(text) ? text.replaceAll(FORBIDDEN, '').replaceAll(/\r\n?/g, '\n') : text;
}

/** Whether an element can hold every character of this text as it is. */
export function isWritable(text: string): boolean {
  return text.search(FORBIDDEN) === -1;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

const reference = (character: string): string => REFERENCES[character] ?? character;

/** Escapes writable text as the content of an element, so that it parses back unchanged. */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>\r]/g, reference);
}

/** Escapes writable text as the value of a double-quoted attribute, so that it parses back unchanged. */
export function escapeAttribute(text: string): string {
  return text.replaceAll(/[&<>"\t\n\r]/g, reference);
}
