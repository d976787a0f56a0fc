/**
 * Characters that JSON allows unescaped, but that a terminal obeys, a line reader takes for a line end, or that reorder
 * the line.
 */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/**
 * A JSON value as one line that parses back to the same value and is harmless on a terminal: control characters and
 * bidirectional controls are escaped.
 *
 * @see https://github.com/ndjson/ndjson-spec
 */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replace(UNESCAPED, unicodeEscape);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
