/**
 * Decodes base64 in either alphabet (`+/` or `-_`), padded or not, of which only one text exists for any bytes.
 *
 * @returns null when the text holds anything else: other characters, wrong padding, bits that mean nothing
 * @see https://www.rfc-editor.org/rfc/rfc4648
 */
export function decodeBase64(text: string): Buffer | null {
  if (text.endsWith('=') && text.length % 4 !== 0) return null;
  const bytes = Buffer.from(text, 'base64');
  const unpadded = text
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/={1,2}$/, '');
  return bytes.toString('base64url') === unpadded ? bytes : null;
}

/** Encodes bytes as url-safe base64 (`-_`) with padding, as Python's `urlsafe_b64encode` does. */
export function encodeUrlSafeBase64(bytes: Buffer): string {
  return bytes.toString('base64url') + '='.repeat((3 - (bytes.length % 3)) % 3);
}
