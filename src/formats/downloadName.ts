import { percentDecoded } from './percentDecoded.js';

/**
 * The name of the file behind an address, as people read it: its last part, percent-decoded.
 *
 * @param url - absolute or protocol-relative
 * @returns null when the address names no file
 */
export function downloadName(url: string): string | null {
  const base = 'https://site.invalid/';
  const name = URL.canParse(url, base) ? (new URL(url, base).pathname.split('/').at(-1) ?? '') : '';
  return name === '' ? null : percentDecoded(name);
}
