/** A part of an address as people read it; as it is, where it holds a `%` that is no encoding of text. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
