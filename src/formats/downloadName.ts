import { percentDecoded } from './percentDecoded.js';
import { urlOf } from './urlOf.js';

/**
 * The file name in a URL: its last path segment, percent-decoded.
 *
 * @param url - absolute or protocol-relative
 * @returns null when the URL names no file
 */
export function downloadName(url: string): string | null {
  const name = urlOf(url, 'https://site.invalid/')?.pathname.split('/').at(-1) ?? '';
  return name === '' ? null : percentDecoded(name);
}
