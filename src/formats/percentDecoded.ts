/** Part of a URL, percent-decoded; unchanged if it has a `%` that does not encode text. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
