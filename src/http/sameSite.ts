import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a URL's host is this machine, by name or address: `localhost`, `127.*.*.*`, `[::1]`. */
export function isLoopback(url: URL): boolean {
  const name = bareName(url);
  const family = isIP(name);
  return family === 0 ? name === 'localhost' : loopback.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether `target` belongs to the same site as `base`.
 *
 * A host name with dots stands for its last two labels and everything below them: `www.smwcentral.net` and `dl.smwcentral.net`
 * are one site. An IP address or a name without dots is one site only with itself, port included, so that a public site never
 * leads to a private address. `localhost` and `127.0.0.1` are two names for one host.
 */
export function sameSite(base: URL, target: URL): boolean {
  if (isLoopback(base) && isLoopback(target)) return base.port === target.port;
  const home = bareName(base);
  if (isIP(home) !== 0 || !home.includes('.')) return base.host === target.host;
  const site = home.split('.').slice(-2).join('.');
  const name = bareName(target);
  return name === site || name.endsWith(`.${site}`);
}

/** In lower case (as in every URL), without the brackets of IPv6 and without a trailing dot. */
function bareName(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.$/g, '');
}
