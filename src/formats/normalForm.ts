/** Thirty marks on one letter; halfwidth sound marks become marks in the compatibility forms. No language comes near this. */
const LONG_RUN = /(?:(?!\u034f)[\p{M}\uff9e\uff9f]){30}(?!\u034f)/gu;

/**
 * Text in a Unicode normalization form. Ordinary text comes out as from `normalize`. Reordering a long run of marks
 * would take quadratic time, so an invisible joiner is inserted after every thirty of them, as in Unicode's Stream-Safe
 * Text Format.
 *
 * @see https://unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
export function normalForm(text: string, form: 'NFC' | 'NFD' | 'NFKC'): string {
  return text.replace(LONG_RUN, '$&\u034f').normalize(form);
}
