import type fetch from 'node-fetch';

/**
 * node-fetch's `fetch`, loaded with the first request: a run that asks nobody needs neither HTTP nor TLS. Each request has a
 * connection of its own: Node would use one again, in spite of `Connection: close`, that the server is about to close.
 */
export const lazyFetch: typeof fetch = async (url, init) => {
  const { default: loaded } = await import('node-fetch');
  return loaded(url, { agent: () => false, ...init });
};
