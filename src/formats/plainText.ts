/**
 * Control sequences, texts for the terminal itself (a title, a link, the clipboard), and other escapes, in 7 and 8 bits. Node's
 * own `stripVTControlCharacters` takes time with the square of what stands between an escape and an end that never comes.
 */
const ESCAPES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[P\]X^_]|[\u0090\u0098\u009d-\u009f])\P{Cc}*(?:\u0007|\u001b\\|\u009c)|\u001b[#-/]*[\dA-PR-TZcf-ntqry=><~]/gu;
/** Control characters, line separators, and the marks that make text read in another order than it stands. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Text from outside as one harmless line for a terminal: escape sequences are dropped, what else would move the cursor
 * or reorder the line becomes a space.
 *
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-48/
 * @see https://unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
export function plainText(text: string): string {
  return text.replace(ESCAPES, '').replace(UNPRINTABLE, ' ').trimEnd();
}
