import { sameSite } from './sameSite.js';

/**
 * The address as the site is asked for it: an http address of a site whose own is https is asked for over https, which such
 * a site redirects to anyway; one with a port of its own, and every other, stays as it is.
 *
 * @param site - the site's own address
 */
export function overHttps(url: URL, site: URL): URL {
  if (url.protocol !== 'http:' || url.port !== '' || site.protocol !== 'https:' || !sameSite(site, url)) return url;
  const secure = new URL(url);
  secure.protocol = 'https:';
  return secure;
}
