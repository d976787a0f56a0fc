import { z } from 'zod';

/** Whether a URL's host is this machine: 127.0.0.0/8, ::1 or localhost, as the URL standard spells them. */
export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname;
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Whether nobody can eavesdrop on the way: https, or http within this machine. */
export const isSecure = ({ protocol, href }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(href));

/**
 * The base URL of a site: https (http on loopback only), without credentials, ending in `/` so that relative URLs resolve
 * below it. Messages about it never repeat the value, which may contain a password.
 *
 * @param example - a valid one, for the messages
 */
export const siteAddress = (example: string) =>
  z.string(`must be an address such as ${example}`).transform((text, context) => {
    const refuse = (message: string): never => {
      context.issues.push({ code: 'custom', input: text, message });
      return z.NEVER;
    };
    if (!URL.canParse(text)) return refuse(`must be an address such as ${example}`);
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') return refuse('must not contain a user name or password');
    if (url.search !== '' || url.hash !== '') return refuse('must be an address without "?" or "#"');
    if (!isSecure(url)) return refuse('must begin with https:// (http:// is accepted for this machine only)');
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url.href;
  });

/** The base URL of SMW Central. */
export const baseUrl = siteAddress('https://www.smwcentral.net/');
