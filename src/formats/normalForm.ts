/** Thirty marks on one letter; halfwidth sound marks are some in the compatible forms. No language comes near it. */
const LONG_RUN = /(?:(?!\u034f)[\p{M}\uff9e\uff9f]){30}(?!\u034f)/gu;

/**
 * Text in a normal form of Unicode. What is in order anyway comes out as `normalize` gives it; to put a long run of marks in
 * order would take time with its square, so each thirty of them are ended by a joiner that nobody sees, as Unicode's
 * stream-safe format has it.
 *
 * @see https://unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
export function normalForm(text: string, form: 'NFC' | 'NFD' | 'NFKC'): string {
  return text.replace(LONG_RUN, '$&\u034f').normalize(form);
}
