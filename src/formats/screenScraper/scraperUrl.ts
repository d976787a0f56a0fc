import { urlOf } from '../urlOf.js';

/** Sent with every request; the developer's credentials belong to the application and are supplied by the user. */
export interface ScraperCredentials {
  readonly devid: string;
  readonly devpassword: string;
  readonly softname: string;
  readonly userId: string;
  readonly userPassword: string;
}

export type ScraperCall = 'ssuserInfos' | 'jeuInfos' | 'jeuRecherche';

/**
 * The URL of an API call, for a response in XML.
 *
 * @param base - of the API, ending in `/`
 * @param params - of the call; those that are null are left out
 * @see https://www.screenscraper.fr/webapi2.php
 */
export function scraperUrl(
  base: URL,
  call: ScraperCall,
  params: Readonly<Record<string, string | number | null>>,
  credentials: ScraperCredentials,
): URL {
  const url = new URL(`${call}.php`, base);
  for (const [name, value] of Object.entries(params)) {
    if (value !== null) url.searchParams.set(name, String(value));
  }
  url.searchParams.set('output', 'xml');
  return withCredentials(url.href, credentials);
}

/**
 * A URL with the credentials in its query, replacing any that it has.
 *
 * @param address - of a call or a medium, absolute
 */
export function withCredentials(address: string, credentials: ScraperCredentials): URL {
  const { devid, devpassword, softname, userId, userPassword } = credentials;
  const url = new URL(withoutCredentials(address) ?? address);
  const entries = Object.entries({ devid, devpassword, softname, ssid: userId, sspassword: userPassword });
  for (const [name, value] of entries) url.searchParams.set(name, value);
  return url;
}

const CREDENTIALS: ReadonlySet<string> = new Set(['devid', 'devpassword', 'softname', 'ssid', 'sspassword']);

/**
 * A URL without the credentials that the site puts into its query, without a user name and password, and without a
 * fragment; the rest of the query stays as it is. Null if it is not an HTTP or HTTPS URL.
 */
export function withoutCredentials(address: string): string | null {
  const url = urlOf(address);
  if (url === null) return null;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.username = '';
  url.password = '';
  url.hash = '';
  url.search = url.search
    .slice(1)
    .split('&')
    .filter((part) => !isCredential(part))
    .join('&');
  return url.href;
}

function isCredential(part: string): boolean {
  const [name = ''] = new URLSearchParams(part).keys();
  return CREDENTIALS.has(name.trim().toLowerCase());
}
