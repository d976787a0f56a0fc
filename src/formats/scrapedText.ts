import { decodeHTMLStrict } from 'entities/decode';

/** What no XML file can hold, escaped or not. */
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/**
 * Text of ScreenScraper as it is meant: HTML entities (`&quot;`) that are left in it decoded once, characters that XML
 * cannot hold dropped, trimmed.
 *
 * @param text - out of the XML, its XML escapes decoded already
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function scrapedText(text: string): string {
  return decodeHTMLStrict(text).replace(NOT_XML, '').trim();
}
