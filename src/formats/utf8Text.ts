/** Text in UTF-8, without a byte order mark; null for what is none, instead of wrong letters. */
export function utf8Text(bytes: Uint8Array, { keepMark = false } = {}): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepMark }).decode(bytes);
  } catch {
    return null;
  }
}
