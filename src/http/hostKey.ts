/** The key under which requests to a host are throttled: `host:port`, with the scheme's default port written out. */
export function hostKey(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port;
  return `${url.hostname}:${port}`;
}
