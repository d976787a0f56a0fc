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

/** A {@link scrapedText} on one line, as ES-DE shows names; those of the site are broken into two at times. */
export function scrapedLine(text: string): string {
  const lines = scrapedText(text).split(/[\r\n]+/);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
