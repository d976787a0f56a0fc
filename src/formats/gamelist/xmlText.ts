/** What no XML 1.0 document may hold, not even as a reference: most control characters and halves of characters. */
export const FORBIDDEN = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** What hardly any text has: anything forbidden, a carriage return, or a character of two halves. */
const UNUSUAL = /[^\t\n\x20-\uD7FF\uE000-\uFFFD]/;

/**
 * Text as an element can hold it: characters that XML 1.0 forbids are dropped, line ends are `\n`.
 *
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function writableText(text: string): string {
  return UNUSUAL.test(text) ? text.replaceAll(FORBIDDEN, '').replaceAll(/\r\n?/g, '\n') : text;
}

/** Whether an element can hold this text as it is, every character of it. */
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

/** Writable text as the content of an element that reads back the same. */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>\r]/g, reference);
}

/** Writable text as the value of an attribute in double quotes that reads back the same. */
export function escapeAttribute(text: string): string {
  return text.replaceAll(/[&<>"\t\n\r]/g, reference);
}
