/** What JSON may hold as it is, but a terminal obeys, a line reader takes for an end, or makes the line read in another order. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * A JSON value as one line that reads back the same and that is harmless on a terminal: control characters and marks of direction
 * are escaped.
 *
 * @see https://github.com/ndjson/ndjson-spec
 */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replace(UNESCAPED, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
