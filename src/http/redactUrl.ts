const SECRET = /pass|pwd|token|key|secret|auth|session|sig/i;
const PASSWORD_IN_ADDRESS = /:\/\/[^/]*@/;
const MAX_LENGTH = 300;
/** Layers of percent-encoding, on top of the query's own, that are undone; anything encoded deeper is treated as a secret. */
const MAX_LAYERS = 8;

/**
 * A URL in a form that is safe to show and log: without user name, password and fragment, with the values of query keys that
 * sound like secrets replaced by `REDACTED`, at most 300 characters.
 */
export function redactUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  const query = new URLSearchParams();
  let hidden = false;
  for (const [key, value] of shown.searchParams) {
    const secret = isWithin(key, soundsSecret) || isWithin(value, holdsSecret);
    query.append(key, secret ? 'REDACTED' : value);
    hidden ||= secret;
  }
  if (hidden) shown.search = query.toString();
  return shown.href.length > MAX_LENGTH ? `${shown.href.slice(0, MAX_LENGTH)}…` : shown.href;
}

const soundsSecret = (key: string): boolean => SECRET.test(key);

/** A value may itself be a URL or a query. */
const holdsSecret = (value: string): boolean =>
  soundsSecret(value.slice(0, Math.max(0, value.lastIndexOf('=')))) || PASSWORD_IN_ADDRESS.test(value);

/** Whether `isTrue` holds for a text once all further percent-encoding is undone; invalid sequences are left as they are. */
function isWithin(text: string, isTrue: (bare: string) => boolean): boolean {
  let bare = text;
  for (let layer = 0; layer <= MAX_LAYERS; layer += 1) {
    const less = bare.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
      Buffer.from(bytes.replaceAll('%', ''), 'hex').toString(),
    );
    if (less === bare) return isTrue(bare);
    bare = less;
  }
  return true;
}
