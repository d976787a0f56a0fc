import { sameSite } from './sameSite.js';

/**
 * The URL to request: an http URL on a site whose base URL is https becomes https, which such a site would redirect to anyway.
 * A URL with an explicit port, and any other, is returned unchanged.
 *
 * @param site - the site's base URL
 */
export function overHttps(url: URL, site: URL): URL {
  if (url.protocol !== 'http:' || url.port !== '' || site.protocol !== 'https:' || !sameSite(site, url)) return url;
  const secure = new URL(url);
  secure.protocol = 'https:';
  return secure;
}
