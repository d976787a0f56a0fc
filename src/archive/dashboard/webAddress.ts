import { urlOf } from '../../formats/urlOf.js';

/**
 * An address that a browser may be sent to; null when it is not an address, or does not begin with http: or https:.
 *
 * @param site - the base of a relative address
 */
export function webAddress(text: string | null, site: URL): string | null {
  const trimmed = text?.trim() ?? '';
  const url = trimmed === '' ? null : urlOf(trimmed, site);
  if (url === null) return null;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.username = '';
  url.password = '';
  return url.href;
}
