import { percentDecoded } from './percentDecoded.js';
import { urlOf } from './urlOf.js';

/**
 * The name of the file behind an address, as people read it: its last part, percent-decoded.
 *
 * @param url - absolute or protocol-relative
 * @returns null when the address names no file
 */
export function downloadName(url: string): string | null {
  const name = urlOf(url, 'https://site.invalid/')?.pathname.split('/').at(-1) ?? '';
  return name === '' ? null : percentDecoded(name);
}
