import type fetch from 'node-fetch';

/** node-fetch's `fetch`, loaded with the first request: a run that asks nobody needs neither HTTP nor TLS. */
export const lazyFetch: typeof fetch = async (url, init) => {
  const { default: loaded } = await import('node-fetch');
  return loaded(url, init);
};
