const SECRET = /pass|pwd|token|key|secret|auth|session|sig/i;
/** A secret in an address or a query that is itself a value. */
const SECRET_INSIDE = new RegExp(`(?:${SECRET.source})[^=]*=|://[^/]*@`, 'i');
const MAX_LENGTH = 300;

/**
 * A URL as it may be shown and logged: without user name, password and fragment, the values of query keys that sound like
 * secrets replaced by `REDACTED`, at most 300 characters.
 */
export function redactUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  for (const [key, value] of [...shown.searchParams]) {
    if (SECRET.test(decoded(key)) || SECRET_INSIDE.test(decoded(value))) shown.searchParams.set(key, 'REDACTED');
  }
  return shown.href.length > MAX_LENGTH ? `${shown.href.slice(0, MAX_LENGTH)}…` : shown.href;
}

/** Without any encoding that was put on top of the query's own; what makes no sense as encoding stays. */
function decoded(text: string): string {
  const less = text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
  );
  return less === text ? text : decoded(less);
}
