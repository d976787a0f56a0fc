import type fetch from 'node-fetch';

/**
 * node-fetch's `fetch`, loaded on the first request: a run without requests needs neither HTTP nor TLS. Each request gets its
 * own connection: despite `Connection: close`, Node would reuse one that the server is about to close.
 */
export const lazyFetch: typeof fetch = async (url, init) => {
  const { default: loaded } = await import('node-fetch');
  return loaded(url, { agent: () => false, ...init });
};
