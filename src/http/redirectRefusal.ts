import { isLoopback, sameSite } from './sameSite.js';

/**
 * Why a URL must not be requested; null when it may be.
 *
 * Only http and https; plain http only to this machine, and never after https; no credentials; never off the site.
 *
 * @param target - where the request would go
 * @param site - a URL of the site that must not be left
 * @param from - the URL that redirects to the target; null for the first request
 */
export function redirectRefusal(target: URL, site: URL, from: URL | null): string | null {
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    return `${target.protocol} is neither http nor https`;
  }
  if (target.username !== '' || target.password !== '') return 'it contains a user name or password';
  if (target.protocol === 'http:' && from?.protocol === 'https:') return 'it leads from https to plain http';
  if (target.protocol === 'http:' && !isLoopback(target)) return 'plain http is allowed on this machine only';
  return sameSite(site, target) ? null : `it is not on the site of ${site.host}`;
}
