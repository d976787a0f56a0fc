import { decodeHTMLStrict } from 'entities/decode';
import { FORBIDDEN } from './gamelist/xmlText.js';

/**
 * Text of ScreenScraper as it is meant: HTML entities (`&quot;`) that are left in it decoded once, characters that XML
 * cannot hold dropped, trimmed.
 *
 * @param text - out of the XML, its XML escapes decoded already
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function scrapedText(text: string): string {
  return decodeHTMLStrict(text).replace(FORBIDDEN, '').trim();
}
