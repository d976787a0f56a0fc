const SECRET = /pass|pwd|token|key|secret|auth|session|sig/i;
/** A secret in an address or a query that is itself a value. */
const SECRET_INSIDE = new RegExp(`(?:${SECRET.source})[^=]*=|://[^/]*@`, 'i');
const MAX_LENGTH = 300;
/** So often at most may a name or value be encoded on top of the query's own encoding; what is more is taken for a secret. */
const MAX_LAYERS = 8;

/**
 * A URL as it may be shown and logged: without user name, password and fragment, the values of query keys that sound like
 * secrets replaced by `REDACTED`, at most 300 characters.
 */
export function redactUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  const query = new URLSearchParams();
  let hidden = false;
  for (const [key, value] of shown.searchParams) {
    const secret = isWithin(key, SECRET) || isWithin(value, SECRET_INSIDE);
    query.append(key, secret ? 'REDACTED' : value);
    hidden ||= secret;
  }
  if (hidden) shown.search = query.toString();
  return shown.href.length > MAX_LENGTH ? `${shown.href.slice(0, MAX_LENGTH)}…` : shown.href;
}

/** Whether a pattern is in a text without any encoding that was put on top of the query's own; what makes no sense as encoding stays. */
function isWithin(text: string, pattern: RegExp): boolean {
  let bare = text;
  for (let layer = 0; layer <= MAX_LAYERS; layer += 1) {
    const less = bare.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
      Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
    );
    if (less === bare) return pattern.test(bare);
    bare = less;
  }
  return true;
}
