/**
 * Control sequences, control strings (a title, a link, the clipboard) and other escapes, in their 7-bit and 8-bit
 * forms. Node's own `stripVTControlCharacters` takes quadratic time on an escape that is never terminated.
 */
const ESCAPES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])\P{Cc}*(?:\u0007|\u001b\\|\u009c)|\u001b[#-/]*[\dA-PR-TZcf-ntqry=><~]/gu;
/** Control characters, line separators, and bidirectional controls, which reorder text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Untrusted text as one harmless line for a terminal: escape sequences are dropped, and anything else that would move
 * the cursor or reorder the line becomes a space.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-48/
 * @see https://unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export function plainText(text: string): string {
  return text.replace(ESCAPES, '').replace(UNPRINTABLE, ' ').trimEnd();
}
