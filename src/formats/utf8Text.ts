/** Decodes UTF-8 and drops a byte order mark, unless it is to be kept; null for anything else, instead of garbled text. */
export function utf8Text(bytes: Uint8Array, { keepMark = false } = {}): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepMark }).decode(bytes);
  } catch {
    return null;
  }
}
