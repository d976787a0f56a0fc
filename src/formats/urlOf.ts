/** As long as every server takes. What a longer one has in a host's place may cost the square of its length to be read. */
const LONGEST = 2048;

/**
 * A text from outside as an address; null when it is none, or too long for one.
 *
 * @param base - what a relative address is relative to
 */
export function urlOf(text: string, base?: string | URL): URL | null {
  return text.length <= LONGEST && URL.canParse(text, base?.toString()) ? new URL(text, base) : null;
}
