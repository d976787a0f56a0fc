const SECRET = /pass|pwd|token|key|secret|auth|session|sig/i;
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
  for (const key of new Set(shown.searchParams.keys())) {
    if (SECRET.test(key)) shown.searchParams.set(key, 'REDACTED');
  }
  return shown.href.length > MAX_LENGTH ? `${shown.href.slice(0, MAX_LENGTH)}…` : shown.href;
}
