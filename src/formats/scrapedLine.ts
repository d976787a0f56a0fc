import { scrapedText } from './scrapedText.js';

/** A {@link scrapedText} on one line, as ES-DE shows names; those of the site are broken into two at times. */
export function scrapedLine(text: string): string {
  const lines = scrapedText(text).split(/[\r\n]+/);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
