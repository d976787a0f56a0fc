import { hostname, networkInterfaces } from 'node:os';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** The wildcard addresses, each with the address at which this machine reaches itself. */
const EVERYWHERE: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['[::]', '[::1]'],
]);

/** Whether a server bound to this host can be reached from other machines. */
export const isOpen = (host: string): boolean => !/^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);

/**
 * The values that the `Host` header may have. A page of another site, whose name was made to resolve to this machine, sends
 * its own.
 *
 * @param host - the host to which the server is bound
 * @param port - the port on which it listens
 * @see https://en.wikipedia.org/wiki/DNS_rebinding
 */
export function knownHosts(host: string, port: number): ReadonlySet<string> {
  const names = [...LOOPBACK, ...(EVERYWHERE.has(host) ? ownNames() : [inAddress(host)])];
  return new Set(
    names
      .map((name) => name.toLowerCase())
      .flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])),
  );
}

/** The host to put into a URL to reach a server bound to this one. */
export const inAddress = (host: string): string =>
  EVERYWHERE.get(host) ?? (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

function ownNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [hostname(), ...addresses.map(({ address }) => inAddress(address.replace(/%.*$/, '')))];
}
