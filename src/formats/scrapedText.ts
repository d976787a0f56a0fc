import { decodeHTMLStrict } from 'entities/decode';
import { FORBIDDEN } from './gamelist/xmlText.js';

/**
 * Cleans up text from ScreenScraper: HTML entities (`&quot;`) left in it are decoded once, characters that XML cannot
 * hold are dropped, and it is trimmed.
 *
 * @param text - from the XML, with its XML escapes already decoded
 * @see https://www.w3.org/TR/xml/#charsets
 */
export function scrapedText(text: string): string {
  return decodeHTMLStrict(text).replace(FORBIDDEN, '').trim();
}

/** {@link scrapedText} on one line, as ES-DE shows names; the site's are sometimes broken over two. */
export function scrapedLine(text: string): string {
  const lines = scrapedText(text).split(/[\r\n]+/);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
