/** A length that every server accepts. Parsing a longer URL may take time quadratic in the length of its host. */
const MAX_LENGTH = 2048;

/**
 * Parses untrusted text as a URL; null if it is not one, or is too long.
 *
 * @param base - what a relative URL is resolved against
 */
export function urlOf(text: string, base?: string | URL): URL | null {
  return text.length <= MAX_LENGTH && URL.canParse(text, base?.toString()) ? new URL(text, base) : null;
}
